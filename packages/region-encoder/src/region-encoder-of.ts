import {
  createSession,
  createSessionPool,
  servedGraphs,
  type Session,
  type SessionPool,
  type SessionPoolOptions,
} from '@towerkit/runtime'
import type { RegionEncoder } from './region-encoder-contract.ts'
import { regionHash, type RegionParts } from './region-parts.ts'
import { saveRegionEncoder } from './save-region-encoder.ts'
import { appearanceOf, classVectors } from './serving/appearance.ts'
import { nameEncoder } from './serving/name-encoder.ts'
import { namesModel } from './serving/names-model.ts'
import { logistic } from './serving/picture-cells.ts'
import { pictureModel } from './serving/picture-model.ts'
import { objectnessScores } from './serving/propose-in-cells.ts'
import { regionOdds } from './serving/region-odds.ts'
import { regionService, type RegionSides } from './serving/region-service.ts'
import { scoresModel } from './serving/scores-model.ts'

/** An encoder of its parts. */
export function regionEncoderOf(parts: RegionParts, session: SessionPoolOptions = {}): RegionEncoder {
  const { detector, config, weights, preset } = parts
  const width = config.dimensions + 1
  const channels = Number(detector.levels[0]!.classTower.shape[1])
  const pools = servedGraphs<SessionPool>(session)
  const sessions = servedGraphs<Session>(session)
  const { workers: _, maxQueue: __, budget: ___, ...plain } = session
  const names = nameEncoder(parts.text, config, () =>
    sessions.open('names', () => createSession(namesModel(config, weights), plain)),
  )
  let hash: string | undefined

  const sides: RegionSides = {
    preset,
    apart: config.objectness === 'apart',
    encodeText: (texts, options) => names.encode(texts, options),
    async run({ shape, data }, signal) {
      const pool = await pools.open('picture', budget =>
        createSessionPool(pictureModel(detector, config, weights), { ...session, budget }),
      )
      const outputs = await pool.run(
        { images: { dtype: 'float32', shape: [1, ...shape], data } },
        { wait: true, ...(signal && { signal }) },
      )
      const of = (name: string) => outputs[name]!.data as Float32Array
      return {
        ...{ boxes: of('boxes'), objectness: of('objectness') },
        ...{ regions: of('regions'), features: of('features') },
      }
    },
    async scores(regions, rows) {
      const meeting = await sessions.open('scores', () => createSession(scoresModel(width), plain))
      const { scores } = await meeting.run({
        regions: { dtype: 'float32', shape: [regions.length / width, width], data: regions },
        names: { dtype: 'float32', shape: [rows.count, width], data: rows.data },
      })
      return scores!.data as Float32Array
    },
    proposals: (cells, by) =>
      by === 'objectness'
        ? objectnessScores(cells)
        : regionOdds(cells.regions, weights['object.direction']!.data as Float32Array).map(logistic),
    async appearances(cells, kept, vectors) {
      if (kept.length === 0) return []
      const classes = classVectors(weights, config)
      const scores = await sides.scores(vectors, classes)
      return kept.map(({ cell }, i) => {
        const factor = sides.apart ? logistic(cells.objectness[cell]!) : 1
        const own = scores.subarray(i * classes.count, (i + 1) * classes.count).map(each => each * factor)
        return appearanceOf(own, cells.features.subarray(cell * channels, (cell + 1) * channels))
      })
    },
    strideOf(cell) {
      let end = 0
      return detector.levels.find(level => cell < (end += level.rows * level.columns))!.stride
    },
  }
  const close = async () => void (await Promise.all([pools.close(), sessions.close()]))

  return {
    ...{ config, weights, parts, dimensions: width, objectness: config.objectness },
    appearanceDimensions: config.classes.length + channels,
    model: () => (hash ??= regionHash(parts)),
    encodeText: (texts, { signal } = {}) => names.encode(texts, signal ? { signal } : {}),
    ...regionService(sides),
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
