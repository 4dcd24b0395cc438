import { ArgumentError, requireInputs, requireKnownOptions } from '@towerkit/core'
import {
  createSession,
  createSessionPool,
  servedGraphs,
  type Session,
  type SessionPool,
  type SessionPoolOptions,
} from '@towerkit/runtime'
import type {
  DetectOptions,
  PictureDetections,
  PictureRegions,
  ProposeOptions,
  Region,
  RegionEncoder,
} from './region-encoder-contract.ts'
import { regionHash, type RegionParts } from './region-parts.ts'
import { requireCounts } from './require-counts.ts'
import { saveRegionEncoder } from './save-region-encoder.ts'
import { regionOdds } from './serving/region-odds.ts'
import { appearanceOf, classVectors } from './serving/appearance.ts'
import { classRows } from './serving/class-queries.ts'
import { detectInCells } from './serving/detect-in-cells.ts'
import { nameEncoder } from './serving/name-encoder.ts'
import { namesModel } from './serving/names-model.ts'
import { logistic, type CellDetection, type PictureCells } from './serving/picture-cells.ts'
import { pictureModel } from './serving/picture-model.ts'
import { nearestCells, objectnessScores, proposeInCells } from './serving/propose-in-cells.ts'
import { runPictures, type PictureOptions } from './serving/run-pictures.ts'
import { scoresModel } from './serving/scores-model.ts'

/** An encoder of its parts. */
export function regionEncoderOf(parts: RegionParts, session: SessionPoolOptions = {}): RegionEncoder {
  const { detector, config, weights, preset } = parts
  const width = config.dimensions + 1
  const channels = Number(detector.levels[0]!.classTower.shape[1])
  const pools = servedGraphs<SessionPool>(session)
  const sessions = servedGraphs<Session>(session)
  const { workers: _, maxQueue: __, budget: ___, ...plain } = session
  const pool = () =>
    pools.open('picture', budget => createSessionPool(pictureModel(detector, config, weights), { ...session, budget }))
  const names = nameEncoder(parts.text, config, () =>
    sessions.open('names', () => createSession(namesModel(config, weights), plain)),
  )
  let hash: string | undefined

  /** [rows, count of names] */
  const scoresOf = async (regions: Float32Array, rows: { readonly data: Float32Array; readonly count: number }) => {
    const meeting = await sessions.open('scores', () => createSession(scoresModel(width), plain))
    const { scores } = await meeting.run({
      regions: { dtype: 'float32', shape: [regions.length / width, width], data: regions },
      names: { dtype: 'float32', shape: [rows.count, width], data: rows.data },
    })
    return scores!.data as Float32Array
  }
  const run = (pictures: Parameters<RegionEncoder['propose']>[0], { onFault, onProgress, signal }: PictureOptions) =>
    runPictures(pictures, { preset, pool, onFault, onProgress, signal })

  async function* detect(
    pictures: Parameters<RegionEncoder['detect']>[0],
    options: DetectOptions,
  ): AsyncGenerator<PictureDetections> {
    const {
      threshold = 0.3,
      limit = 100,
      iou = 0.65,
    } = requireKnownOptions<DetectOptions>('detect', options, {
      ...{ classes: true, threshold: true, limit: true, iou: true },
      ...{ onFault: true, onProgress: true, signal: true },
    })
    requireInputs('detect', pictures, 'pictures')
    requireCounts('detect', { limit, iou })
    const { signal } = options
    const classes = await classRows(options.classes, each => names.encode(each, signal ? { signal } : {}))
    const apart = config.objectness === 'apart'
    for await (const cells of run(pictures, options)) {
      const scores = await scoresOf(cells.regions, classes.vectors)
      const boxes = detectInCells(cells, { scores, classes }, { threshold, limit, iou, apart })
      yield { picture: cells.picture, width: cells.width, height: cells.height, boxes }
    }
  }

  async function* propose(
    pictures: Parameters<RegionEncoder['propose']>[0],
    options: ProposeOptions = {},
  ): AsyncGenerator<PictureRegions> {
    const {
      limit = 100,
      iou = 0.7,
      nearest,
      by = 'objectness',
    } = requireKnownOptions<ProposeOptions>('propose', options, {
      ...{ limit: true, iou: true, nearest: true, by: true },
      ...{ onFault: true, onProgress: true, signal: true },
    })
    requireInputs('propose', pictures, 'pictures')
    requireCounts('propose', { limit, iou })
    if (by !== 'objectness' && by !== 'direction')
      throw new ArgumentError(`propose: by is "${String(by)}". Give 'objectness' or 'direction'.`, { by })
    for await (const cells of run(pictures, options)) {
      const scores = await proposalScores(cells, by)
      const kept = nearest ? nearestCells(cells, scores, nearest) : proposeInCells(cells, scores, { limit, iou })
      const { picture, width: wide, height } = cells
      yield { picture, width: wide, height, regions: await regionsOf(cells, kept) }
    }
  }

  const proposalScores = async (cells: PictureCells, by: ProposeOptions['by']) => {
    if (by === 'objectness') return objectnessScores(cells)
    return regionOdds(cells.regions, weights['object.direction']!.data as Float32Array).map(logistic)
  }

  const regionsOf = async (cells: PictureCells, kept: readonly CellDetection[]): Promise<Region[]> => {
    const classes = classVectors(weights, config)
    const rows = new Float32Array(kept.length * width)
    kept.forEach(({ cell }, i) => rows.set(cells.regions.subarray(cell * width, (cell + 1) * width), i * width))
    const scores = kept.length === 0 ? rows : await scoresOf(rows, classes)
    return kept.map(({ box, score, cell }, i) => {
      const factor = config.objectness === 'apart' ? logistic(cells.objectness[cell]!) : 1
      const own = scores.subarray(i * classes.count, (i + 1) * classes.count).map(each => each * factor)
      return {
        ...{ box, objectness: score, stride: strideOf(cell) },
        vector: rows.slice(i * width, (i + 1) * width),
        appearance: appearanceOf(own, cells.features.subarray(cell * channels, (cell + 1) * channels)),
      }
    })
  }

  const strideOf = (cell: number) => {
    let end = 0
    return detector.levels.find(level => cell < (end += level.rows * level.columns))!.stride
  }
  const close = async () => void (await Promise.all([pools.close(), sessions.close()]))

  return {
    ...{ config, weights, parts, dimensions: width, appearanceDimensions: config.classes.length + channels },
    model: () => (hash ??= regionHash(parts)),
    encodeText: (texts, { signal } = {}) => names.encode(texts, signal ? { signal } : {}),
    ...{ detect, propose },
    save: folder => saveRegionEncoder(folder, parts),
    async renew() {
      hash = undefined
      names.renew()
      await Promise.all([pools.renew(), sessions.renew()])
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
