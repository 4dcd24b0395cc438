import { AbortedError, TowerkitError, type EncodeOptions, type Inputs, type Vectors } from '@towerkit/core'
import type { SessionPool } from '@towerkit/runtime'
import type { ItemReader } from './item-reader.ts'
import type { OmniNetwork } from './network-parts.ts'
import type { OmniItem } from './omni-item.ts'
import { packItems } from './pack-items.ts'
import { sequenceLength, type ReadyItem } from './ready-item.ts'
import { embeddingOf } from './serving-graphs.ts'

/** An item that could not be read. */
export interface SkippedItem {
  /** Its place among the items, from 0. */
  readonly index: number
  readonly item: OmniItem
  /** What was wrong; its message names the file. */
  readonly error: TowerkitError
}

/** What `encodeItems` works with. */
export interface EncodeItemsContext extends EncodeOptions {
  readonly network: OmniNetwork
  readonly reader: ItemReader
  /** Serves perceiver, fusion and pooling. */
  readonly pool: () => Promise<SessionPool>
  readonly prompt: string
  /** One of the widths. */
  readonly width: number
  readonly onSkipped?: ((skipped: SkippedItem) => void) | undefined
}

/** Items that are read and encoded together, and of these the ones that are read at once. */
const windowSize = 64
const atOnce = 8
/** Most pictures and most tokens of a batch, padding included. */
const mostPictures = 64
const mostTokens = 2048

/**
 * Encodes any number of items, some at a time, in their order. While some are encoded, the files of the next ones are
 * read. An item that is skipped has a row of zeros.
 */
export async function* encodeItems(
  items: Inputs<OmniItem>,
  context: EncodeItemsContext,
): AsyncGenerator<Vectors, void, undefined> {
  const { signal, onProgress, width } = context
  const total = Array.isArray(items) ? items.length : undefined
  const source = windowsOf(items)
  let done = 0
  const prepare = async () => {
    const { value: window } = await source.next()
    return window && readWindow(window, context)
  }
  try {
    let next = prepare()
    for (let window = await next; window !== undefined; window = await next) {
      stopIfAsked(signal, done)
      next = prepare()
      // It may fail before it is awaited.
      next.catch(() => undefined)
      const data = await encodeWindow(window, context)
      done += window.length
      onProgress?.({ done, total })
      yield { data, count: window.length, dimensions: width }
    }
  } finally {
    // Not awaited: a source that gives nothing more would hold back an abort.
    source.return(undefined).catch(() => undefined)
  }
}

interface Placed {
  readonly item: OmniItem
  readonly index: number
}

/** Reads items, some at once; undefined for those that are skipped. */
async function readWindow(
  window: readonly Placed[],
  { reader, prompt, signal, onSkipped }: EncodeItemsContext,
): Promise<(ReadyItem | undefined)[]> {
  const ready = new Array<ReadyItem | undefined>(window.length)
  const places = window.entries()
  let hasFailed = false
  const work = async () => {
    for (const [place, { item, index }] of places) {
      if (hasFailed) return
      stopIfAsked(signal, index)
      try {
        ready[place] = await reader.read(item, { prompt, signal })
      } catch (error) {
        if (!onSkipped || !TowerkitError.is(error) || TowerkitError.is(error, 'aborted')) {
          hasFailed = true
          throw error
        }
        onSkipped({ index, item, error })
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return ready
}

async function encodeWindow(
  window: readonly (ReadyItem | undefined)[],
  { network, pool, width, signal }: EncodeItemsContext,
): Promise<Float32Array> {
  const data = new Float32Array(window.length * width)
  const output = embeddingOf(width)
  for (const batch of batchesOf(window, network.choices.latents)) {
    const { units, ...tensors } = packItems(
      batch.map(({ item }) => item),
      { ...network, trained: [] },
    )
    const opened = await pool()
    const feeds = network.choices.pooledPrompt ? tensors : { ...tensors, units: units! }
    const { [output]: made } = await opened.run(feeds, { outputs: [output], wait: true, ...(signal && { signal }) })
    const rows = made!.data as Float32Array
    batch.forEach(({ place }, i) => data.set(rows.subarray(i * width, (i + 1) * width), place * width))
  }
  return data
}

interface PlacedItem {
  readonly item: ReadyItem
  readonly place: number
}

/** Batches of items of similar size, so that there is little padding. */
function batchesOf(window: readonly (ReadyItem | undefined)[], latents: number): PlacedItem[][] {
  const batches: PlacedItem[][] = []
  const sorted = window
    .flatMap((item, place) => (item ? [{ item, place }] : []))
    .toSorted(
      (a, b) =>
        a.item.pictures.length - b.item.pictures.length ||
        sequenceLength(a.item, latents) - sequenceLength(b.item, latents),
    )
  for (const each of sorted) {
    const last = batches.at(-1)
    const count = (last?.length ?? 0) + 1
    // The last one added has most pictures, but not always most tokens.
    const longest = Math.max(...[...(last ?? []), each].map(({ item }) => sequenceLength(item, latents)))
    if (last && count * each.item.pictures.length <= mostPictures && count * longest <= mostTokens) last.push(each)
    else batches.push([each])
  }
  return batches
}

async function* windowsOf(items: Inputs<OmniItem>): AsyncGenerator<Placed[], void, undefined> {
  let window: Placed[] = []
  let index = 0
  for await (const item of items) {
    window.push({ item, index: index++ })
    if (window.length < windowSize) continue
    yield window
    window = []
  }
  if (window.length > 0) yield window
}

function stopIfAsked(signal: AbortSignal | undefined, done: number): void {
  if (signal?.aborted)
    throw new AbortedError(`encode: stopped by the caller after ${done} items.`, { done, cause: signal.reason })
}
