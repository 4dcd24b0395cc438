import { ArgumentError, requireInputs, requireKnownOptions, seededRandom } from '@towerkit/core'
import type { Loss, Tower } from '@towerkit/graph'
import { createSessionPool, type SessionPoolOptions } from '@towerkit/runtime'
import type { RegionEncoder } from '../region-encoder-contract.ts'
import type { RegionPicture } from '../serving/picture-cells.ts'
import { cellSample, type CellSample } from './cell-sample.ts'
import { distillationLoss } from './distillation-loss.ts'
import { headTower } from './head-tower.ts'
import { runTowers } from './run-towers.ts'
import { levelRows, towerRowsModel } from './tower-rows.ts'

/** Options of `distillation`. */
export interface DistillationOptions {
  /** Cells of each level of a picture that are kept, most of them for their objectness. Default 128. */
  readonly cells?: number
  /** Which of the other cells are drawn. Default 0. */
  readonly seed?: number
  readonly session?: SessionPoolOptions
  readonly onProgress?: (progress: { readonly done: number }) => void
  readonly signal?: AbortSignal
}

/** What `train` takes. */
export interface Distillation {
  readonly model: { tower(column: string): Tower | undefined }
  readonly loss: Loss
  readonly data: readonly { readonly picture: CellSample }[]
  /** What comes from the detector's class layer stays as it is, and so do the scores of the classes. */
  readonly freeze: readonly string[]
}

/**
 * Prepares training the head from the detector's own scores, on pictures without labels: the target of a text is the
 * largest score among the classes it stands for. The detector runs once a picture; the maps of its towers are kept in
 * memory, about 0.3 MB a picture with 80 classes. Only what the head adds to the class layer is trained.
 *
 * @returns the model, loss and data for `train`, and what it should freeze.
 * @throws {ArgumentError} if there are no pictures, or the head knows nothing but the classes.
 *
 * @example
 * await train({
 *   ...(await distillation(regions, pictures)),
 *   optimizer: adamW({ learningRate: 1e-3 }), batchSize: 8, steps: 400,
 * })
 *
 * @see Fu et al., WeDetect, arXiv 2512.12309, whose labels come from people and models instead.
 */
export async function distillation(
  encoder: RegionEncoder,
  pictures: Iterable<RegionPicture> | AsyncIterable<RegionPicture>,
  options: DistillationOptions = {},
): Promise<Distillation> {
  const {
    cells: wanted = 128,
    seed = 0,
    session = {},
    onProgress,
    signal,
  } = requireKnownOptions<DistillationOptions>('distillation', options, {
    ...{ cells: true, seed: true, session: true, onProgress: true, signal: true },
  })
  requireInputs('distillation', pictures, 'pictures')
  if (!(Number.isInteger(wanted) && wanted >= 1))
    throw new ArgumentError(`distillation: cells is ${wanted}. Give a whole number of at least 1.`, { cells: wanted })
  const { parts } = encoder
  const { detector, config, preset } = parts
  if (config.taught.length === config.classes.length)
    throw new ArgumentError('distillation: the head has no texts to learn. Give regionEncoder some to teach.')
  const cells = Math.min(wanted, ...detector.levels.map(({ rows, columns }) => rows * columns))
  const random = seededRandom(seed)
  const samples: CellSample[] = []
  await using pool = await createSessionPool(towerRowsModel(detector), session)
  for await (const outputs of runTowers(pool, pictures, { preset, signal })) {
    samples.push(cellSample(levelRows(outputs, detector.levels.length), { detector, config, cells, random }))
    onProgress?.({ done: samples.length })
  }
  if (samples.length === 0) throw new ArgumentError('distillation: there are no pictures. Give at least one.')
  const tower = headTower(parts, () => void encoder.renew())
  return {
    model: { tower: column => (column === 'picture' ? (tower as Tower) : undefined) },
    loss: distillationLoss,
    data: samples.map(picture => ({ picture })),
    freeze: ['head.level.*.own.*', 'head.level.*.scale', 'head.level.*.bias', 'head.names.classes'],
  }
}
