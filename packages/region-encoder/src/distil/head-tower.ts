import {
  add,
  concat,
  constantInitializer,
  matmul,
  slice,
  sumOf,
  transpose,
  type Tower,
  type Value,
  type Tensor,
} from '@towerkit/graph'
import { nameVectors } from '../head/name-vectors.ts'
import { regionHead } from '../head/region-head.ts'
import type { RegionParts } from '../region-parts.ts'
import type { CellSample } from './cell-sample.ts'
import { teacherTargets } from './teacher-targets.ts'

/**
 * The head as a tower over samples of cells: `odds` [cells, taught] and the teacher's `targets` of the same shape.
 *
 * @param updated Called after the weights change.
 */
export function headTower(
  { detector, config, weights }: Pick<RegionParts, 'detector' | 'config' | 'weights'>,
  updated: () => void,
): Tower<CellSample> {
  const levels = [...detector.levels.keys()]
  const widths = {
    classes: Number(detector.levels[0]!.classTower.shape[1]),
    boxes: Number(detector.levels[0]!.boxTower.shape[1]),
    objectness: 1,
  }
  const names = Object.keys(widths) as (keyof typeof widths)[]
  const all = sumOf(levels.map(() => 'cells'))
  return {
    name: 'head',
    weights,
    inputs: {
      ...Object.fromEntries(
        levels.flatMap(level =>
          names.map(name => [`${name}.${level}`, { dtype: 'float32' as const, shape: ['cells', widths[name]] }]),
        ),
      ),
      ...Object.fromEntries(
        levels.map(level => [
          `targets.${level}`,
          { dtype: 'float32' as const, shape: ['cells', config.taught.length] },
        ]),
      ),
    },
    outputs: { odds: [all, config.taught.length], targets: [all, config.taught.length] },
    item: { is: 'a sample of cells', matches: Array.isArray },
    frozen: ['names.keys'],
    buffers: Object.keys(weights).filter(name => name.includes('.norm.running_')),
    updated,
    collate: samples => ({
      ...Object.fromEntries(
        levels.flatMap(level =>
          names.map(name => [
            `${name}.${level}`,
            joined(
              samples.map(sample => sample[level]![name]),
              widths[name],
            ),
          ]),
        ),
      ),
      ...Object.fromEntries(
        teacherTargets(samples, config).map((data, level) => [
          `targets.${level}`,
          joined([data], config.taught.length),
        ]),
      ),
    }),
    build(parameters, inputs, { setBuffer }) {
      const rows = levels.map(level => {
        const cells = Object.fromEntries(names.map(name => [name, inputs[`${name}.${level}`]!])) as never
        const scope = parameters.at('level', level)
        const set = setBuffer && ((name: string, value: Value) => setBuffer(`level.${level}.norm.${name}`, value))
        return regionHead(scope, cells, { config, setBuffer: set })
      })
      const scope = parameters.at('names')
      // A taught text leans on its neighbours here as it does when it serves.
      const keys = scope.get('keys', [config.taught.length, config.textDimensions], constantInitializer(0))
      const texts = nameVectors(scope, keys, config)
      const odds = rows.map(regions => {
        const { dimensions } = config
        const along = matmul(slice(regions, { axis: 1, end: dimensions }), transpose(texts))
        return add(along, slice(regions, { axis: 1, start: dimensions }))
      })
      const targets = levels.map(level => inputs[`targets.${level}`]!)
      return { odds: concat(odds, 0), targets: concat(targets, 0) }
    },
  }
}

function joined(parts: readonly Float32Array[], width: number): Tensor {
  const data = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    data.set(part, at)
    at += part.length
  }
  return { dtype: 'float32', shape: [data.length / width, width], data }
}
