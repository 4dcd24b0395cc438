import { requireKnownOptions } from '@towerkit/core'
import { requireShallow } from '../require-shallow.ts'
import { cachedPieces, type EncodePieces } from './cached-pieces.ts'
import { aroundIds } from './around-ids.ts'
import { boundedTime, hasExpression } from './bounded-time.ts'
import { pipelineOf, type Pipeline } from './pipeline.ts'
import { fieldsOf, malformed } from './read-fields.ts'
import { requireBatch } from './require-batch.ts'
import type { SpecialIds } from './special-ids.ts'

export interface EncodeBatchOptions {
  /** Most tokens of a text, special ones included. Default 512. */
  readonly maxLength?: number
  /** Which end of a text that is too long stays away. Default 'right'. */
  readonly cutSide?: 'left' | 'right'
  /** Puts the tokenizer's special tokens around each text. Default true. */
  readonly special?: boolean
}

/** What other files of a model say of its tokenizer. */
export interface LoadTokenizerOptions {
  /** `pad_token` of tokenizer_config.json. */
  readonly padToken?: string | undefined
  /** `pad_token_id` of config.json: for tokenizers without a padding token that they name. */
  readonly padId?: number | undefined
}

export interface EncodedBatch {
  /** Token ids of each text, special tokens included. */
  readonly ids: Int32Array[]
  /** How many texts were cut to `maxLength`. */
  readonly truncated: number
}

/** Turns texts into token ids. */
export interface Tokenizer {
  /** One more than the highest id: the rows that an embedding table needs. */
  readonly vocabularySize: number
  /** Id of the padding token; 0 if the tokenizer names none. */
  readonly padId: number
  /**
   * @param texts Any texts, also empty ones.
   * @throws ArgumentError if `maxLength` leaves no room for the special tokens; DataError if the tokenizer is
   *   malformed, or one of its own regular expressions does not come to an end.
   */
  encodeBatch(texts: readonly string[], options?: EncodeBatchOptions): EncodedBatch
  /** Number of tokens that a text starts with if it starts with `prompt`, special ones before it included. */
  prefixLength(prompt: string): number
  /** The text of ids, special tokens left out. */
  decode(ids: Int32Array): string
}

/**
 * Makes a tokenizer from the contents of a Hugging Face `tokenizer.json`: WordPiece, WordLevel, BPE or Unigram with
 * every normaliser, splitter and template that the file can name, but for the few that are refused. Ids are those of
 * the Rust library.
 *
 * Its own `truncation` and `padding` are not applied: `maxLength` says how long, and `pad` pads. Cutting keeps the
 * special tokens around the text, such as the `[SEP]` at its end.
 *
 * @param json The parsed file, or what `trainWordPiece` returns.
 * @param options What other files say of the padding; tokenizer.json itself goes first.
 * @throws DataError if it is malformed; UnsupportedError if a part of it is of a kind that is not known.
 *
 * @example
 * const tokenizer = loadTokenizer(JSON.parse(await readFile('tokenizer.json', 'utf8')))
 * tokenizer.encodeBatch(['how do I watch a file?'], { maxLength: 64 }).ids[0]
 *
 * @see {@link https://huggingface.co/docs/tokenizers} for the parts of the file.
 */
export function loadTokenizer(json: object, options: LoadTokenizerOptions = {}): Tokenizer {
  requireKnownOptions('loadTokenizer', options, { padToken: true, padId: true })
  requireShallow(json, 'loadTokenizer')
  const pipeline = pipelineOf(fieldsOf(json, 'the whole'))
  const { vocabularySize, special, encode } = pipeline
  requireIds(special, vocabularySize)
  const bounded: typeof boundedTime = hasExpression(json) ? boundedTime : run => run()
  const inner: EncodePieces = cachedPieces(json, encode) ?? encode

  return {
    vocabularySize,
    padId: padIdOf(json, pipeline, options),
    encodeBatch(texts, given = {}) {
      const {
        maxLength = 512,
        cutSide = 'right',
        special: around = true,
      } = requireKnownOptions('encodeBatch', given, { maxLength: true, cutSide: true, special: true })
      const { before, after } = around ? special : noIds
      requireBatch(texts, maxLength, before.length + after.length)
      const room = maxLength - before.length - after.length
      let truncated = 0
      const ids = bounded(
        () =>
          texts.map(text => {
            const whole = inner(text, cutSide === 'left' ? Infinity : room)
            if (whole.length > room) truncated++
            return aroundIds(whole, { before, after, room, cutSide })
          }),
        texts,
      )
      return { ids, truncated }
    },
    prefixLength: prompt => special.before.length + bounded(() => encode(prompt), [prompt]).length,
    decode: ids => (ids.length === 0 ? '' : bounded(() => pipeline.decode(ids), Array.from(ids, String))),
  }
}

const noIds: SpecialIds = { before: [], after: [] }

function requireIds({ before, after }: SpecialIds, vocabularySize: number) {
  const id = [...before, ...after].find(each => each >= vocabularySize)
  if (id !== undefined) malformed('post_processor', id, `ids below ${vocabularySize}`)
}

function padIdOf(json: object, pipeline: Pipeline, { padToken, padId }: LoadTokenizerOptions): number {
  const isId = (id: unknown): id is number => typeof id === 'number' && Number.isInteger(id) && id >= 0
  const own: unknown = Reflect.get(Object(Reflect.get(json, 'padding')), 'pad_id')
  if (isId(own)) return own
  const named = padToken === undefined ? undefined : pipeline.idOf(padToken)
  if (isId(named)) return named
  if (isId(padId)) return padId
  return pipeline.added.find(({ content }) => /^(?:\[PAD\]|<pad>|<\|endoftext\|>)$/.test(content))?.id ?? 0
}
