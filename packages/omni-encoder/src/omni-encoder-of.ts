import {
  ArgumentError,
  requireInputs,
  requireKnownOptions,
  type EncodeOptions,
  type Encoder,
  type Inputs,
  type StateCache,
  type Vectors,
} from '@towerkit/core'
import type { Tower } from '@towerkit/graph'
import {
  memoryCache,
  createSessionPool,
  servedGraphs,
  type SessionPool,
  type SessionPoolOptions,
} from '@towerkit/runtime'
import { encodeItems, type SkippedItem } from './encode-items.ts'
import { itemReader, type ItemReader } from './item-reader.ts'
import { promptOf, requireTask } from './task-prompts.ts'
import type { OmniItem } from './omni-item.ts'
import type { OmniEncoderParts } from './omni-parts.ts'
import { omniTower } from './omni-tower.ts'
import { fusionModel, servedNetwork } from './serving-graphs.ts'
import { writeOmniFolder, type SaveOmniOptions } from './write-omni-folder.ts'

/** Options of all ways to get an encoder of items. */
export interface OmniServingOptions {
  /** Where the tokens that frozen trunks make are kept. Default: 256 MB in memory. */
  readonly cache?: StateCache
  /** Name of its tower; needed where several models are trained together. Default 'omni'. */
  readonly name?: string
  /** Workers, threads and device, of each of the graphs. */
  readonly session?: SessionPoolOptions
}

/** Options of `encode`. */
export interface EncodeItemsOptions extends EncodeOptions {
  /** One of the encoder's widths. Default: the largest. */
  readonly dimensions?: number
  /** Whose prompts are used. Default 'default'. */
  readonly task?: string
  /**
   * Called for an item that cannot be read, such as one with a damaged file; its row is zeros, and the others are
   * encoded. Default: the first such item rejects the call.
   */
  readonly onSkipped?: (skipped: SkippedItem) => void
}

/** Items of any parts to vectors of one space, trainable. */
export interface OmniEncoder extends Encoder<OmniItem>, AsyncDisposable {
  readonly parts: OmniEncoderParts
  /** The lengths that it gives, the longest first. */
  readonly widths: readonly number[]
  encode(items: Inputs<OmniItem>, options?: EncodeItemsOptions): Promise<Vectors>
  /** `encode` with the query prompt of the task. */
  encodeQueries(items: Inputs<OmniItem>, options?: EncodeItemsOptions): Promise<Vectors>
  /** `encode` with the document prompt of the task. */
  encodeDocuments(items: Inputs<OmniItem>, options?: EncodeItemsOptions): Promise<Vectors>
  /** `encode` for more items than memory holds: their vectors, some at a time, in the order of the items. */
  encodeStream(
    items: Inputs<OmniItem>,
    options?: EncodeItemsOptions & { readonly side?: 'query' | 'document' },
  ): AsyncGenerator<Vectors, void, undefined>
  /** Its tower, for `train`: every column of items shares it, each with the prompt of its side and task. */
  tower(column: string): Tower<OmniItem, unknown>
  /** Writes a folder that `omniEncoder` opens, with ONNX graphs that other runtimes load. */
  save(folder: string, options?: SaveOmniOptions): Promise<void>
}

/** An encoder of given parts. Two of the same parts share their weights. */
export function omniEncoderOf(parts: OmniEncoderParts, options: OmniServingOptions = {}): OmniEncoder {
  const {
    name = 'omni',
    cache,
    session = {},
  } = requireKnownOptions<OmniServingOptions>('omniEncoderOf', options, { name: true, cache: true, session: true })
  const { network } = parts
  const { choices, trained } = network
  const { widths } = choices
  const own = cache === undefined ? memoryCache() : undefined
  const kept = { cache: cache ?? own!, session }
  const graphs = servedGraphs<SessionPool>(session)
  const trainingReader = itemReader(network, kept)
  /** Trunks that are trained serve with their present weights. */
  let presentReader: ItemReader | undefined
  const reader = () =>
    trained.length === 0 ? trainingReader : (presentReader ??= itemReader(servedNetwork(parts), kept))
  const renew = async () => {
    const old = presentReader
    presentReader = undefined
    await Promise.all([graphs.renew(), old?.close()])
  }

  async function* encodeStream(
    items: Inputs<OmniItem>,
    { side, ...given }: EncodeItemsOptions & { readonly side?: 'query' | 'document' } = {},
  ): AsyncGenerator<Vectors, void, undefined> {
    requireInputs('encode', items, 'items')
    const {
      dimensions = widths[0]!,
      task,
      ...rest
    } = requireKnownOptions<EncodeItemsOptions>('encode', given, {
      dimensions: true,
      task: true,
      onSkipped: true,
      signal: true,
      onProgress: true,
    })
    if (!widths.includes(dimensions))
      throw new ArgumentError(`encode: dimensions is ${dimensions}, the encoder's widths are ${widths.join(', ')}.`, {
        dimensions,
        widths,
      })
    requireTask(choices, task)
    yield* encodeItems(items, {
      ...rest,
      network,
      reader: reader(),
      pool: () => graphs.open('fusion', budget => createSessionPool(fusionModel(parts), { ...session, budget })),
      prompt: promptOf(choices, task, side),
      width: dimensions,
    })
  }
  const encodeSide = async (
    items: Inputs<OmniItem>,
    given: EncodeItemsOptions,
    side: 'query' | 'document' | undefined,
  ) => {
    const windows: Vectors[] = []
    for await (const window of encodeStream(items, { ...given, ...(side && { side }) })) windows.push(window)
    return joined(windows, given.dimensions ?? widths[0]!)
  }
  const close = async () => {
    await renew()
    await trainingReader.close()
    await own?.close()
  }
  const tower = omniTower(parts, { name, reader: trainingReader, updated: () => void renew() })
  return {
    parts,
    widths,
    dimensions: widths[0]!,
    encode: (items, given = {}) => encodeSide(items, given, undefined),
    encodeQueries: (items, given = {}) => encodeSide(items, given, 'query'),
    encodeDocuments: (items, given = {}) => encodeSide(items, given, 'document'),
    encodeStream,
    tower: () => tower,
    save: (folder, given) => writeOmniFolder(folder, parts, given),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function joined(windows: readonly Vectors[], dimensions: number): Vectors {
  const count = windows.reduce((sum, window) => sum + window.count, 0)
  const data = new Float32Array(count * dimensions)
  let at = 0
  for (const window of windows) {
    data.set(window.data, at)
    at += window.data.length
  }
  return { data, count, dimensions }
}
