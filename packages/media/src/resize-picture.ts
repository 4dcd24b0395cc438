import { setImmediate } from 'node:timers/promises'
import { requireKnownOptions } from '@towerkit/core'
import { checkPicture, checkSize, type Picture } from './picture.ts'
import type { ResizeKernel } from './resize-kernels.ts'
import { resizeWeights, weightBits, type ResizeWeightsOptions } from './resize-weights.ts'

export type { ResizeKernel } from './resize-kernels.ts'

/** A size in pixels. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** Options of `resizePicture`. */
export interface ResizePictureOptions {
  /** Default 'bicubic'. */
  readonly kernel?: ResizeKernel
  /**
   * Whether each pixel of a picture that becomes smaller is made of all that it covers; not for 'nearest'. Without it,
   * 'bilinear' is OpenCV's linear resizing but for rounding. Default true.
   */
  readonly antialias?: boolean
}

/** Multiplications between two turns of the event loop: a few milliseconds. */
const atOnce = 4_000_000

/**
 * The picture in another size; proportions may change. The result is Pillow's to the bit: models were trained with it,
 * and other resizers differ from it visibly.
 *
 *
 * @see Pillow, `Image.resize`: https://pillow.readthedocs.io/en/stable/handbook/concepts.html#filters
 */
export async function resizePicture(
  picture: Picture,
  { width, height }: PictureSize,
  options: ResizePictureOptions = {},
): Promise<Picture> {
  const { kernel = 'bicubic', antialias = true } = requireKnownOptions('resizePicture', options, {
    kernel: true,
    antialias: true,
  })
  checkPicture('resizePicture', picture)
  checkSize('resizePicture', { width, height })
  if (width === picture.width && height === picture.height) return picture
  if (kernel === 'nearest') return nearest(picture, { width, height })
  const passes = [
    (each: Picture) => (width === each.width ? each : resizeRows(each, width, { kernel, antialias })),
    (each: Picture) => (height === each.height ? each : resizeColumns(each, height, { kernel, antialias })),
  ]
  const [first, second] = columnsFirst(picture, { width, height }) ? passes.toReversed() : passes
  return second!(await first!(picture))
}

/**
 * Pillow 13 begins with the columns of a picture that loses many more rows than columns. Rounding tells the orders
 * apart.
 */
function columnsFirst(picture: Picture, { width, height }: PictureSize): boolean {
  return height < picture.height && picture.height - height > 2 * (picture.width - width)
}

async function resizeRows(picture: Picture, width: number, options: ResizeWeightsOptions): Promise<Picture> {
  const { starts, counts, weights, stride } = resizeWeights(picture.width, width, options)
  const { height, data: source } = picture
  const data = new Uint8ClampedArray(3 * width * height)
  const rowsAtOnce = Math.ceil(atOnce / (3 * width * stride))
  for (let y = 0; y < height; y++) {
    if (y > 0 && y % rowsAtOnce === 0) await setImmediate()
    for (let x = 0; x < width; x++) {
      let from = 3 * (y * picture.width + starts[x]!)
      const first = x * stride
      const end = first + counts[x]!
      let red = 1 << (weightBits - 1)
      let green = red
      let blue = red
      for (let k = first; k < end; k++, from += 3) {
        const weight = weights[k]!
        red = (red + weight * source[from]!) | 0
        green = (green + weight * source[from + 1]!) | 0
        blue = (blue + weight * source[from + 2]!) | 0
      }
      const to = 3 * (y * width + x)
      data[to] = red >> weightBits
      data[to + 1] = green >> weightBits
      data[to + 2] = blue >> weightBits
    }
  }
  return { width, height, data: new Uint8Array(data.buffer) }
}

async function resizeColumns(picture: Picture, height: number, options: ResizeWeightsOptions): Promise<Picture> {
  const { starts, counts, weights, stride } = resizeWeights(picture.height, height, options)
  const { width, data: source } = picture
  const row = 3 * width
  const data = new Uint8ClampedArray(row * height)
  const sums = new Int32Array(row)
  const rowsAtOnce = Math.ceil(atOnce / (row * stride))
  for (let y = 0; y < height; y++) {
    if (y > 0 && y % rowsAtOnce === 0) await setImmediate()
    sums.fill(1 << (weightBits - 1))
    for (let k = 0; k < counts[y]!; k++) {
      const weight = weights[y * stride + k]!
      const from = (starts[y]! + k) * row
      for (let i = 0; i < row; i++) sums[i] = (sums[i]! + weight * source[from + i]!) | 0
    }
    for (let i = 0; i < row; i++) data[y * row + i] = sums[i]! >> weightBits
  }
  return { width, height, data: new Uint8Array(data.buffer) }
}

function nearest(picture: Picture, { width, height }: PictureSize): Picture {
  const columns = nearestPositions(picture.width, width)
  const rows = nearestPositions(picture.height, height)
  const data = new Uint8Array(3 * width * height)
  let to = 0
  for (const y of rows) {
    for (const x of columns) {
      const from = 3 * (y * picture.width + x)
      for (let channel = 0; channel < 3; channel++) data[to++] = picture.data[from + channel]!
    }
  }
  return { width, height, data }
}

/** Added up, as Pillow does it: a product would differ in the last bit, and so by a pixel. */
function nearestPositions(length: number, resized: number): number[] {
  const step = length / resized
  let position = step * 0.5
  return Array.from({ length: resized }, () => {
    const at = Math.min(length - 1, Math.trunc(position))
    position += step
    return at
  })
}
