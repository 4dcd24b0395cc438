import { ModelError } from '@towerkit/core'
import { weDetectPreset } from '@towerkit/media'
import type { SessionPool } from '@towerkit/runtime'
import { logistic } from '../serving/picture-cells.ts'
import type { RegionSides } from '../serving/region-service.ts'
import { fromCorners } from './scored-cells.ts'
import type { WeDetectMeta } from './we-detect-meta.ts'

/** What `weDetectSides` needs besides the file. */
export interface WeDetectSidesOptions extends Pick<RegionSides, 'encodeText'> {
  readonly meta: WeDetectMeta
  /** Length of a region's embedding. */
  readonly dimensions: number
}

/** The sides of a file with `embeds`: scale and bias of each level are folded in here. */
export function weDetectSides(pool: SessionPool, { meta, dimensions, encodeText }: WeDetectSidesOptions): RegionSides {
  const { size, cells, scales, biases } = meta
  const count = cells.reduce((sum, each) => sum + each, 0)
  const levelOf = (cell: number) => {
    let end = 0
    return cells.findIndex(each => cell < (end += each))
  }
  return {
    preset: weDetectPreset(size),
    apart: false,
    encodeText,
    async run({ shape, data }, signal) {
      const outputs = await pool.run(
        { input_image: { dtype: 'float32', shape: [1, ...shape], data } },
        { wait: true, ...(signal && { signal }) },
      )
      const embeds = outputs['embeds']!.data as Float32Array
      const scores = outputs['scores']!.data as Float32Array
      if (embeds.length !== count * dimensions || scores.length % count !== 0)
        throw new ModelError(
          `loadWeDetect: the file gives embeds [${outputs['embeds']!.shape}] and scores ` +
            `[${outputs['scores']!.shape}], ` +
            `expected ${count} cells, as meta.json says, and vectors of ${dimensions} numbers, as the text encoder ` +
            'gives. Give the files of one model.',
          { cells: count, dimensions },
        )
      const prompts = scores.length / count
      const regions = new Float32Array(count * (dimensions + 1))
      const objectness = new Float32Array(count)
      for (let cell = 0; cell < count; cell++) {
        const level = levelOf(cell)
        const start = cell * (dimensions + 1)
        for (let d = 0; d < dimensions; d++) regions[start + d] = scales[level]! * embeds[cell * dimensions + d]!
        regions[start + dimensions] = biases[level]!
        const best = Math.max(...scores.subarray(cell * prompts, (cell + 1) * prompts))
        objectness[cell] = Math.log(best) - Math.log1p(-best)
      }
      return { boxes: fromCorners(outputs['bboxes']!.data as Float32Array), objectness, regions, features: embeds }
    },
    scores: async (regions, names) => {
      const width = dimensions + 1
      const rows = regions.length / width
      const found = new Float32Array(rows * names.count)
      for (let row = 0; row < rows; row++)
        for (let name = 0; name < names.count; name++) {
          let sum = 0
          for (let d = 0; d < width; d++) sum += regions[row * width + d]! * names.data[name * width + d]!
          found[row * names.count + name] = logistic(sum)
        }
      return found
    },
    proposals: cells => cells.objectness.map(logistic),
    appearances: async ({ features }, kept) =>
      kept.map(({ cell }) => {
        const row = features.subarray(cell * dimensions, (cell + 1) * dimensions)
        const length = Math.hypot(...row) || 1
        return row.map(value => value / length)
      }),
    strideOf: cell => size / Math.sqrt(cells[levelOf(cell)]!),
  }
}
