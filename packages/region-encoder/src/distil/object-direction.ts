import { ArgumentError, requireInputs, requireKnownOptions, seededRandom } from '@towerkit/core'
import { add, constantInitializer, matmul, reshape, slice, type Tower } from '@towerkit/graph'
import { createSessionPool } from '@towerkit/runtime'
import type { RegionEncoder } from '../region-encoder-contract.ts'
import { logistic, type RegionPicture } from '../serving/picture-cells.ts'
import { pictureModel } from '../serving/picture-model.ts'
import { chosenCells } from './cell-sample.ts'
import type { Distillation, DistillationOptions } from './distillation.ts'
import { distillationLoss } from './distillation-loss.ts'
import { runTowers } from './run-towers.ts'

/** Vectors of some cells, and whether they hold an object. */
export interface ObjectSample {
  /** [cells, dimensions + 1] */
  readonly regions: Float32Array
  /** [cells], from 0 to 1. */
  readonly targets: Float32Array
}

/** What `train` takes. */
export interface ObjectDirection extends Pick<Distillation, 'model' | 'loss'> {
  readonly data: readonly { readonly picture: ObjectSample }[]
}

/**
 * Prepares training the one vector, with an offset, whose inner product with a region says that it holds an object,
 * whatever it is (WeDetect-Uni): logistic regression on vectors that stay as they are. Detector, head and texts are not
 * trained, and no text is read. The targets are the detector's own objectness; no labels are needed.
 *
 * @returns the model, loss and data for `train`; `propose` then takes `by: 'direction'`.
 * @throws {ArgumentError} if there are no pictures.
 *
 * @example
 * await train({ ...(await objectDirection(regions, pictures)), optimizer: adamW({ learningRate: 0.01 }), steps: 200 })
 * for await (const { regions: found } of regions.propose(pictures, { by: 'direction' })) console.log(found)
 *
 * @see Fu et al., WeDetect, arXiv 2512.12309, WeDetect-Uni.
 */
export async function objectDirection(
  encoder: RegionEncoder,
  pictures: Iterable<RegionPicture> | AsyncIterable<RegionPicture>,
  options: DistillationOptions = {},
): Promise<ObjectDirection> {
  const {
    cells: perLevel = 128,
    seed = 0,
    session = {},
    onProgress,
    signal,
  } = requireKnownOptions<DistillationOptions>('objectDirection', options, {
    ...{ cells: true, seed: true, session: true, onProgress: true, signal: true },
  })
  requireInputs('objectDirection', pictures, 'pictures')
  const { detector, config, weights, preset } = encoder.parts
  const all = detector.levels.reduce((sum, { rows, columns }) => sum + rows * columns, 0)
  const cells = Math.min(all, perLevel * detector.levels.length)
  const width = encoder.dimensions
  const random = seededRandom(seed)
  const data: { picture: ObjectSample }[] = []
  await using pool = await createSessionPool(pictureModel(detector, config, weights), session)
  for await (const { objectness, regions } of runTowers(pool, pictures, { preset, signal })) {
    const odds = objectness!.data as Float32Array
    const chosen = chosenCells(odds, cells, random)
    const rows = new Float32Array(width * chosen.length)
    chosen.forEach((cell, i) =>
      rows.set((regions!.data as Float32Array).subarray(cell * width, (cell + 1) * width), i * width),
    )
    data.push({ picture: { regions: rows, targets: Float32Array.from(chosen, cell => logistic(odds[cell]!)) } })
    onProgress?.({ done: data.length })
  }
  if (data.length === 0) throw new ArgumentError('objectDirection: there are no pictures. Give at least one.')
  const tower = directionTower(encoder)
  return {
    model: { tower: column => (column === 'picture' ? (tower as Tower) : undefined) },
    loss: distillationLoss,
    data,
  }
}

function directionTower(encoder: RegionEncoder): Tower<ObjectSample> {
  const { dimensions } = encoder.config
  const name = 'object.direction'
  return {
    name: 'object',
    weights: { [name]: encoder.weights[name]! },
    inputs: {
      regions: { dtype: 'float32', shape: ['cells', dimensions + 1] },
      targets: { dtype: 'float32', shape: ['cells', 1] },
    },
    outputs: { odds: ['cells', 1], targets: ['cells', 1] },
    item: { is: 'a sample of cells', matches: value => typeof value === 'object' && value !== null },
    updated: () => void encoder.renew(),
    collate: samples => {
      const regions = concatenated(samples.map(sample => sample.regions))
      const targets = concatenated(samples.map(sample => sample.targets))
      return {
        regions: { dtype: 'float32', shape: [targets.length, dimensions + 1], data: regions },
        targets: { dtype: 'float32', shape: [targets.length, 1], data: targets },
      }
    },
    build(parameters, inputs) {
      const direction = parameters.get(name, [dimensions + 1], constantInitializer(0))
      const regions = inputs['regions']!
      const along = matmul(
        slice(regions, { axis: 1, end: dimensions }),
        reshape(slice(direction, { end: dimensions }), [dimensions, 1]),
      )
      const offset = add(slice(regions, { axis: 1, start: dimensions }), slice(direction, { start: dimensions }))
      return { odds: add(along, offset), targets: inputs['targets']! }
    },
  }
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
