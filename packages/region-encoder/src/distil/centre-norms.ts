import { createParameters, Graph, writeOnnx, type Value, type Weight } from '@towerkit/graph'
import { createSession } from '@towerkit/runtime'
import { regionHead } from '../head/region-head.ts'
import type { RegionParts } from '../region-parts.ts'
import type { CellSample } from './cell-sample.ts'
import { headTower } from './head-tower.ts'

const epsilon = 1e-3

/**
 * Gives the normalisations the statistics of these cells, and their factors and shifts what keeps the head as it is:
 * training then starts where the head stands.
 */
export async function centreNorms(
  parts: Pick<RegionParts, 'detector' | 'config' | 'weights'>,
  samples: readonly CellSample[],
): Promise<void> {
  const { detector, weights } = parts
  const feeds = headTower(parts, () => {}).collate(samples)
  for (const level of detector.levels.keys()) {
    const graph = new Graph()
    const parameters = createParameters(graph)
    const cells = Object.fromEntries(
      (['classes', 'boxes', 'objectness'] as const).map(name => {
        const { shape } = feeds[`${name}.${level}`]!
        return [name, graph.input(name, 'float32', ['cells', shape[1]!])]
      }),
    ) as Record<'classes' | 'boxes' | 'objectness', Value>
    regionHead(parameters, cells, {
      config: parts.config,
      momentum: 1,
      setBuffer: (name, value) => graph.output(name, value),
    })
    const prefix = `level.${level}.`
    const used = parameters.list().map(({ name }) => [name, weights[prefix + name]!] as const)
    await using session = await createSession(writeOnnx(graph, { weights: Object.fromEntries(used) }), { threads: 1 })
    const given = Object.keys(cells).map(name => [name, feeds[`${name}.${level}`]!] as const)
    const { running_mean: mean, running_var: variance } = await session.run(Object.fromEntries(given))
    recentre(weights, `${prefix}norm`, { mean: mean!, variance: variance! })
  }
}

function recentre(
  weights: RegionParts['weights'],
  norm: string,
  { mean, variance }: { readonly mean: Weight; readonly variance: Weight },
): void {
  const of = (name: string) => weights[`${norm}.${name}`]!.data as Float32Array
  const factor = of('weight')
  const shift = of('bias')
  const oldMean = of('running_mean')
  const oldVariance = of('running_var')
  for (let d = 0; d < factor.length; d++) {
    const perUnit = factor[d]! / Math.sqrt(oldVariance[d]! + epsilon)
    const newVariance = Number(variance.data[d])
    shift[d] = shift[d]! + (Number(mean.data[d]) - oldMean[d]!) * perUnit
    factor[d] = perUnit * Math.sqrt(newVariance + epsilon)
    oldMean[d] = Number(mean.data[d])
    oldVariance[d] = newVariance
  }
}
