import {
  ArgumentError,
  requireInputs,
  requireKnownOptions,
  type EncodeOptions,
  type Encoder,
  type Inputs,
  type Vectors,
} from '@towerkit/core'
import type { ItemContext } from '@towerkit/graph'
import { truncateVectors } from './truncate-vectors.ts'

/** Texts: a list, or a stream larger than memory. */
export type Texts = Inputs<string>

/** Options of `encode` for texts. */
export interface EncodeTextOptions extends EncodeOptions {
  /** Default: as the encoder was saved. Raw embeddings are what `embeddingDistillation` wants of a teacher. */
  readonly normalize?: boolean
  /**
   * Keeps the first numbers of each embedding, of models trained for it (Matryoshka); unit length is that of what is
   * left. Default: all.
   */
  readonly dimensions?: number
  /** Put before each text. Default: the encoder's own default prompt, mostly none. */
  readonly prompt?: string
}

/** Every option of `encode`. */
export const encodeOptionNames: Readonly<Record<keyof EncodeTextOptions, true>> = {
  normalize: true,
  dimensions: true,
  prompt: true,
  signal: true,
  onProgress: true,
}

/** Texts to vectors, with a prompt for queries and one for documents: what every encoder of this package is. */
export interface PromptedEncoder extends Encoder<string>, AsyncDisposable {
  encode(texts: Texts, options?: EncodeTextOptions): Promise<Vectors>
  /** `encode` with the query prompt in front of each text. */
  encodeQueries(texts: Texts, options?: EncodeTextOptions): Promise<Vectors>
  /** `encode` with the document prompt in front of each text. */
  encodeDocuments(texts: Texts, options?: EncodeTextOptions): Promise<Vectors>
  /**
   * `encode` for more texts than memory holds: gives their vectors some hundreds or thousands at a time, in the order
   * of the texts. No more texts are read than the ones being encoded and the next ones; `return()`, or leaving a `for
   * await`, stops it.
   */
  encodeStream(texts: Texts, options?: EncodeTextOptions): AsyncGenerator<Vectors, void, undefined>
}

/** Parts that turn a way of encoding texts into an encoder. */
export interface PromptedEncoderParts {
  readonly dimensions: number
  /** Whether embeddings are scaled to unit length unless a call says otherwise. */
  readonly normalize: boolean
  /** By name. */
  readonly prompts: Readonly<Record<string, string>>
  /** Name of the prompt of `encode`. */
  readonly defaultPrompt?: string | undefined
  /** Encodes texts, prompts included, some at a time. */
  windows(
    texts: Texts,
    options: EncodeOptions & { readonly normalize: boolean; readonly prompt: string },
  ): AsyncGenerator<Vectors, void, undefined>
  close(): Promise<void>
}

/** The prompt of the first of some names that there is; else the default one. */
export function promptOf(
  { prompts, defaultPrompt }: Pick<PromptedEncoderParts, 'prompts' | 'defaultPrompt'>,
  ...names: readonly string[]
): string {
  return prompts[names.find(each => Object.hasOwn(prompts, each)) ?? defaultPrompt ?? ''] ?? ''
}

/** Names of the prompt of documents, the first that there is. */
export const documentPrompts = ['document', 'passage', 'corpus'] as const

/** The prompt of a text in training: that of its side, as `encodeQueries`, `encodeDocuments` and `encode` have it. */
export function trainingPrompt(
  parts: Pick<PromptedEncoderParts, 'prompts' | 'defaultPrompt'>,
  context: ItemContext | undefined,
): string {
  if (!context?.prompts) return ''
  switch (context.side) {
    case 'query':
      return promptOf(parts, 'query')
    case 'document':
      return promptOf(parts, ...documentPrompts)
    default:
      return promptOf(parts)
  }
}

/** What the towers of texts take, as a check before training. */
export const aText = { is: 'a text', matches: (value: unknown) => typeof value === 'string' }

/** The methods of an encoder: prompts, the first dimensions, all rows at once or as a stream. */
export function promptedEncoder(parts: PromptedEncoderParts): PromptedEncoder {
  const { dimensions, close } = parts
  async function* encodeStream(texts: Texts, given: EncodeTextOptions = {}): AsyncGenerator<Vectors, void, undefined> {
    requireInputs('encode', texts)
    requireKnownOptions('encode', given, encodeOptionNames)
    const { normalize = parts.normalize, dimensions: kept = dimensions, prompt = promptOf(parts), ...options } = given
    if (!(Number.isInteger(kept) && kept >= 1 && kept <= dimensions))
      throw new ArgumentError(
        `encode: dimensions is ${kept}, the embeddings have ${dimensions}. Give a whole number from 1 up to them.`,
        { dimensions: kept },
      )
    for await (const vectors of parts.windows(withPrompt(texts, prompt), { ...options, normalize, prompt })) {
      yield kept === dimensions ? vectors : truncateVectors(vectors, { dimensions: kept, normalize })
    }
  }
  const encode: PromptedEncoder['encode'] = async (texts, options = {}) => {
    const windows: Vectors[] = []
    for await (const window of encodeStream(texts, options)) windows.push(window)
    return joined(windows, options.dimensions ?? dimensions)
  }
  const prompted = (texts: Texts, options: EncodeTextOptions, prompt: string) =>
    encode(texts, Object(options) === options ? { prompt, ...options } : options)
  return {
    dimensions,
    encode,
    encodeStream,
    encodeQueries: (texts, options = {}) => prompted(texts, options, promptOf(parts, 'query')),
    encodeDocuments: (texts, options = {}) => prompted(texts, options, promptOf(parts, ...documentPrompts)),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function withPrompt(texts: Texts, prompt: string): Texts {
  let place = 0
  const prompted = (text: unknown) => {
    if (typeof text !== 'string')
      throw new ArgumentError(`encode: text ${place} is ${text === null ? 'null' : typeof text}. Give strings.`, {
        place,
      })
    place++
    return prompt + text
  }
  if (Array.isArray(texts)) return Array.from(texts as readonly unknown[], prompted)
  return (async function* () {
    for await (const text of texts) yield prompted(text)
  })()
}

function joined(windows: readonly Vectors[], dimensions: number): Vectors {
  if (windows.length === 1) return windows[0]!
  const count = windows.reduce((sum, window) => sum + window.count, 0)
  const data = new Float32Array(count * dimensions)
  let at = 0
  for (const window of windows) {
    data.set(window.data, at)
    at += window.data.length
  }
  return { data, count, dimensions }
}
