import type { Vectors } from '@towerkit/core'
import { constantInitializer, createParameters, Graph, initialize, type Tensor } from '@towerkit/graph'
import type { Detector } from '../detector/detector.ts'
import type { HeadConfig } from './head-config.ts'
import { nameVectors } from './name-vectors.ts'
import { regionHead } from './region-head.ts'

/** What the first values are made of. */
export interface InitialHeadOptions {
  readonly config: HeadConfig
  /** Vectors of the taught texts, in their order. */
  readonly texts: Vectors
  readonly seed: number
}

/**
 * First weights of a head: it gives the scores of the detector's own class layer for the classes. Each class has an
 * axis of its own; other taught texts start as the mean of theirs.
 */
export function initialHead(detector: Detector, { config, texts, seed }: InitialHeadOptions): Record<string, Tensor> {
  const { classes, dimensions, taught } = config
  const weights = emptyHead(detector, config, seed)
  const set = (name: string, data: Float32Array) => {
    weights[name] = { ...weights[name]!, data }
  }
  const axes = classes.map((_, i) => Float32Array.from({ length: dimensions }, (__, d) => Number(d === i)))
  const rows = classes.map(name => detector.names.indexOf(name))
  detector.levels.forEach(({ classLayer: { weight, bias } }, level) => {
    const width = weight.length / detector.names.length
    set(`level.${level}.own.weight`, joined(rows.map(row => weight.subarray(row * width, (row + 1) * width))))
    set(
      `level.${level}.own.bias`,
      Float32Array.from(rows, row => bias[row]!),
    )
  })
  set('object.direction', Float32Array.of(...meanOf(axes), 0))
  set('names.keys', unitRows(texts))
  set('names.classes', joined(axes))
  const others = taught.slice(classes.length)
  if (others.length > 0)
    set('names.values', joined(others.map(({ of }) => meanOf(of.map(name => axes[classes.indexOf(name)]!)))))
  return weights
}

/** Names and shapes of the weights, with random first values. */
export function emptyHead(detector: Detector, config: HeadConfig, seed: number): Record<string, Tensor> {
  const graph = new Graph()
  const parameters = createParameters(graph)
  detector.levels.forEach(({ classTower, boxTower }, level) => {
    const cells = (name: string, width: number) => graph.input(`${name} ${level}`, 'float32', ['cells', width])
    regionHead(
      parameters.at('level', level),
      {
        classes: cells('classes', Number(classTower.shape[1])),
        boxes: cells('boxes', Number(boxTower.shape[1])),
        objectness: cells('objectness', 1),
      },
      { config },
    )
  })
  parameters.at('object').get('direction', [config.dimensions + 1], constantInitializer(0))
  nameVectors(parameters.at('names'), graph.input('texts', 'float32', ['texts', config.textDimensions]), config)
  return initialize(parameters, { seed })
}

function meanOf(rows: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(rows[0]!.length)
  for (const row of rows) row.forEach((value, d) => (sum[d] = sum[d]! + value))
  return unit(sum)
}

function unit(row: Float32Array): Float32Array {
  const length = Math.hypot(...row)
  return length === 0 ? row : row.map(value => value / length)
}

function unitRows({ data, count, dimensions }: Vectors): Float32Array {
  return joined(Array.from({ length: count }, (_, i) => unit(data.subarray(i * dimensions, (i + 1) * dimensions))))
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const width = rows[0]?.length ?? 0
  const all = new Float32Array(rows.length * width)
  rows.forEach((row, i) => all.set(row, i * width))
  return all
}
