import { AbortedError, TowerkitError } from '@towerkit/core'
import { decodePicture, preparePicture, type PicturePreset, type PictureTensor } from '@towerkit/media'
import { isDecoded, type CellValues, type PictureCells, type RegionPicture } from './picture-cells.ts'

/** What every pass over pictures accepts. */
export interface PictureOptions {
  /**
   * Called with each picture that cannot be used, and why; the others are done. Default: the first fault is thrown.
   */
  readonly onFault?: ((fault: TowerkitError, picture: RegionPicture) => void) | undefined
  /** Called after each picture with the number done so far. */
  readonly onProgress?: ((progress: { readonly done: number }) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** How pictures are run. */
export interface RunPicturesOptions extends PictureOptions {
  readonly preset: PicturePreset
  /** Runs the picture side on one image [3, height, width]. */
  readonly run: (image: PictureTensor, signal: AbortSignal | undefined) => Promise<CellValues>
}

/** Pictures that are decoded or run at once. */
const atOnce = 4

/** Runs the picture side over pictures, in their order; few of them are in memory at a time. */
export async function* runPictures(
  pictures: Iterable<RegionPicture> | AsyncIterable<RegionPicture>,
  options: RunPicturesOptions,
): AsyncGenerator<PictureCells> {
  const waiting: Promise<{ readonly cells: PictureCells } | { readonly fault: unknown; readonly of: RegionPicture }>[] =
    []
  let done = 0
  const next = async () => {
    const result = await waiting.shift()!
    options.onProgress?.({ done: ++done })
    if ('cells' in result) return result.cells
    const { fault, of } = result
    if (options.onFault === undefined || !isOfPicture(fault)) throw fault
    options.onFault(fault, of)
    return undefined
  }
  for await (const picture of pictures) {
    stopIfAsked(options.signal)
    waiting.push(
      cellsOf(picture, options).then(
        cells => ({ cells }),
        (fault: unknown) => ({ fault, of: picture }),
      ),
    )
    if (waiting.length < atOnce) continue
    const cells = await next()
    if (cells) yield cells
  }
  while (waiting.length > 0) {
    const cells = await next()
    if (cells) yield cells
  }
}

async function cellsOf(source: RegionPicture, options: RunPicturesOptions): Promise<PictureCells> {
  const { preset, run, signal } = options
  const picture = isDecoded(source) ? source : await decodePicture(source, signal ? { signal } : {})
  const { tensor, transform } = await preparePicture(picture, preset)
  const values = await run(tensor, signal)
  return { picture: source, width: picture.width, height: picture.height, transform: transform!, ...values }
}

/** Others, such as a lost worker, are not the picture's fault. */
function isOfPicture(fault: unknown): fault is TowerkitError {
  return (['data', 'unsupported', 'argument', 'shape'] as const).some(code => TowerkitError.is(fault, code))
}

function stopIfAsked(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortedError('regionEncoder: stopped by the caller.', { cause: signal.reason })
}
