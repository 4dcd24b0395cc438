import { DataError } from '@towerkit/core'
import {
  conv,
  constantInitializer,
  floorOf,
  normalInitializer,
  productOf,
  reshape,
  slice,
  sumOf,
  transpose,
  type Dimension,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { sizeField } from './size-field.ts'

/** A picture cut into patches, as transformers over patches take it. */
export interface PatchGrid {
  /** Height and width of the pictures that the positions were learnt on. */
  readonly size: readonly [number, number]
  readonly patch: readonly [number, number]
  /** Rows and columns of patches of such a picture. */
  readonly grid: readonly [number, number]
  /**
   * A token for each patch: [batch, rows x columns, width], and the grid.
   *
   * @param scope Gets `weight`, and `bias` unless there is none.
   * @param pixels [batch, channels, height, width]
   */
  tokensOf(
    scope: Parameters,
    pixels: Value,
    options: { readonly width: number; readonly bias?: boolean },
  ): { readonly tokens: Value; readonly to: readonly [rows: Dimension, columns: Dimension] }
  /** Tokens as a map [batch, width, rows, columns], without the first few, which are of no patch. */
  mapOf(hidden: Value, pixels: Value, first: number): Value
}

/** Options of `patchGrid`. */
export interface PatchGridOptions {
  /** patch_size if the file is silent. Default 16. */
  readonly patch?: number
  /** Leaves out pixels that fill no patch, as SigLIP does with 384 pixels and patches of 14. Default false. */
  readonly allowRest?: boolean
}

/**
 * Reads image_size and patch_size.
 *
 * @throws {DataError} if the picture does not divide into patches, or is smaller than one.
 */
export function patchGrid(config: object, { patch: usual = 16, allowRest = false }: PatchGridOptions = {}): PatchGrid {
  const size = sizeField(config, 'image_size', [224, 224])
  const patch = sizeField(config, 'patch_size', [usual, usual])
  if (size.some((length, axis) => length < patch[axis]! || (!allowRest && length % patch[axis]! !== 0)))
    throw new DataError(
      `backbone: image_size ${size.join(' x ')} of config.json does not divide into patches of ` +
        `${patch.join(' x ')}. Give the unchanged config.json of the model.`,
      { size, patch },
    )
  return {
    size,
    patch,
    grid: [Math.floor(size[0] / patch[0]), Math.floor(size[1] / patch[1])],
    tokensOf(scope, pixels, { width, bias = true }) {
      const weight = scope.get('weight', [width, Number(pixels.shape[1]), ...patch], normalInitializer(0.02))
      const patches = conv(pixels, weight, {
        ...(bias && { bias: scope.get('bias', [width], constantInitializer(0)) }),
        strides: patch,
      })
      const [batch, , rows, columns] = patches.shape
      const tokens = transpose(reshape(patches, [batch!, width, productOf([rows!, columns!])]), [0, 2, 1])
      return { tokens, to: [rows!, columns!] }
    },
    mapOf(hidden, pixels, first) {
      // As the convolution has it.
      const [rows, columns] = pixels.shape
        .slice(2)
        .map((length, i) => sumOf([floorOf(sumOf([length, -patch[i]!]), patch[i]!), 1]))
      const tokens = transpose(first === 0 ? hidden : slice(hidden, { axis: 1, start: first }), [0, 2, 1])
      return reshape(tokens, [hidden.shape[0]!, hidden.shape[2]!, rows!, columns!])
    },
  }
}
