import { DataError } from '@towerkit/core'

/** What the exporters of WeDetect write beside a file. */
export interface WeDetectMeta {
  /** Width and height of the frame, in pixels. */
  readonly size: number
  /** Cells of each level. */
  readonly cells: readonly number[]
  /** exp(s) of each level. */
  readonly scales: readonly number[]
  /** b of each level. */
  readonly biases: readonly number[]
}

/**
 * Reads a meta.json: img_size, grid_size (cells of each level, or of one side of it), logit_scale_exp, bias.
 *
 * @throws {DataError} if it is no such file.
 */
export function weDetectMeta(text: string, name: string): WeDetectMeta {
  let meta: Readonly<Record<string, unknown>>
  try {
    meta = JSON.parse(text) as typeof meta
  } catch (cause) {
    throw new DataError(`loadWeDetect: "${name}" is no JSON: ${(cause as Error).message}. Export it again.`, { cause })
  }
  const size = Array.isArray(meta['img_size']) ? (meta['img_size'] as unknown[])[0] : meta['img_size']
  const [grid, scales, biases] = ['grid_size', 'logit_scale_exp', 'bias'].map(field => meta[field])
  const isList = (value: unknown): value is number[] => Array.isArray(value) && value.every(Number.isFinite)
  if (typeof size !== 'number' || !isList(grid) || !isList(scales) || !isList(biases))
    throw new DataError(
      `loadWeDetect: "${name}" has ${Object.keys(meta).join(', ')}, expected img_size, grid_size, ` +
        `logit_scale_exp and ` +
        'bias. Give the meta.json of the file.',
      { name },
    )
  if (grid.length !== scales.length || grid.length !== biases.length)
    throw new DataError(
      `loadWeDetect: "${name}" has ${grid.length} levels, ${scales.length} scales and ${biases.length} biases. ` +
        `Export ` +
        'it again.',
      { name },
    )
  // The finest level has stride 8 at least: no side of its map is longer.
  const areSides = Math.max(...grid) <= size / 8
  const cells = areSides ? grid.map(side => side ** 2) : grid
  return { size, cells, scales, biases }
}
