import { ArgumentError, DataError, TowerkitError } from '@towerkit/core'
import { requireShallow } from '../require-shallow.ts'
import { evenOutBertText } from './bert-words.ts'
import { cachedPieces, type EncodePieces } from './cached-pieces.ts'
import { checkTokenizerJson } from './check-tokenizer-json.ts'
import { libraryTokenizer } from './library-tokenizer.ts'
import { timeLimited } from './time-limited.ts'

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
  /** Id of the padding token; 0 where the tokenizer names none. */
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
 * Makes a tokenizer from the contents of a Hugging Face `tokenizer.json`.
 *
 * Its own `truncation` and `padding` are not applied: `maxLength` says how long, and `pad` pads. Cutting keeps the
 * special tokens around the text, such as the `[SEP]` at its end.
 *
 * @param json The parsed file, or what `trainWordPiece` returns.
 * @param options What other files say of the padding; tokenizer.json itself goes first.
 * @throws DataError if it is malformed.
 *
 * @example
 * const tokenizer = loadTokenizer(JSON.parse(await readFile('tokenizer.json', 'utf8')))
 * tokenizer.encodeBatch(['how do I watch a file?'], { maxLength: 64 }).ids[0]
 *
 * @see {@link https://huggingface.co/docs/tokenizers} for the parts of the file.
 */
export function loadTokenizer(json: object, options: LoadTokenizerOptions = {}): Tokenizer {
  requireShallow(json, 'loadTokenizer')
  const vocabularySize = checkTokenizerJson(json)
  const bert = bertSettings(json)
  const library = guarded(() => libraryTokenizer(json))
  // A file can bring a regular expression that takes for ever on some text.
  const bounded: typeof boundedTime = hasExpression(json) ? boundedTime : run => run()

  const encode = (text: string, special: boolean) => {
    const even = bert === undefined ? text : evenOutBertText(text, bert)
    const { ids } = guarded(() => library.encode(even, { add_special_tokens: special }))
    for (const id of ids) {
      if (!(Number.isInteger(id) && id >= 0 && id < vocabularySize)) {
        const message =
          `loadTokenizer: a token has the id ${id} in a vocabulary of ${vocabularySize}. Give an unchanged ` +
          'tokenizer.json.'
        throw new DataError(message, { id, vocabularySize })
      }
    }
    return ids
  }
  const { before, after } = bounded(() => specialIds(encode), ['a'])
  const inner: EncodePieces = cachedPieces(json, text => encode(text, false)) ?? (text => encode(text, false))

  return {
    vocabularySize,
    padId: padIdOf(json, options),
    encodeBatch(texts, { maxLength = 512, cutSide = 'right', special: around = true } = {}) {
      const [front, back] = around ? [before, after] : [[], []]
      const special = front.length + back.length
      const room = maxLength - special
      if (!(Number.isInteger(maxLength) && room >= 0 && maxLength > 0)) {
        throw new ArgumentError(
          `encodeBatch: maxLength is ${maxLength}, but the special tokens alone are ${special}. Give a larger ` +
            'whole number.',
          { maxLength, special },
        )
      }
      const wrong = texts.findIndex(text => typeof text !== 'string')
      if (wrong >= 0)
        throw new ArgumentError(`encodeBatch: text ${wrong} is of type ${typeof texts[wrong]}. Give strings.`, {
          index: wrong,
        })
      let truncated = 0
      const ids = bounded(
        () =>
          texts.map(text => {
            const whole = inner(text, cutSide === 'left' ? Infinity : room)
            if (whole.length > room) truncated++
            const kept =
              whole.length <= room
                ? whole
                : cutSide === 'left'
                  ? whole.slice(whole.length - room)
                  : whole.slice(0, room)
            const row = new Int32Array(special + kept.length)
            row.set(front)
            row.set(kept, front.length)
            row.set(back, front.length + kept.length)
            return row
          }),
        texts,
      )
      return { ids, truncated }
    },
    prefixLength: prompt => before.length + bounded(() => encode(prompt, false), [prompt]).length,
    decode: ids =>
      ids.length === 0
        ? ''
        : bounded(
            () => guarded(() => library.decode([...ids], { skip_special_tokens: true })),
            Array.from(ids, String),
          ),
  }
}

/** Which special tokens stand before and after a text, found by comparing an encoding with and without them. */
function specialIds(encode: (text: string, special: boolean) => readonly number[]) {
  const inner = encode('a', false)
  const whole = encode('a', true)
  const count = whole.length - inner.length
  for (let start = 0; start <= count; start++) {
    const same = inner.every((id, place) => whole[start + place] === id)
    if (same) return { before: whole.slice(0, start), after: whole.slice(start + inner.length) }
  }
  throw new DataError(
    'loadTokenizer: post_processor does not keep the tokens of the text together. Give an unchanged tokenizer.json.',
  )
}

/** The library answers malformed parts with errors of many kinds. */
function guarded<T>(run: () => T): T {
  try {
    return run()
  } catch (cause) {
    if (TowerkitError.is(cause)) throw cause
    const fact = (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '')
    throw new DataError(`loadTokenizer: ${fact}. Give an unchanged tokenizer.json.`, { cause })
  }
}

/** Whether any step has a regular expression of the file's own. */
function hasExpression(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, inner]) => key === 'Regex' || (key !== 'model' && hasExpression(inner)))
}

/** Far more than any text takes that is tokenised at all: a thousand characters need a millisecond. */
function boundedTime<T extends object | string>(run: () => T, texts: readonly string[]): T {
  const characters = texts.reduce((sum, text) => sum + text.length, 0)
  const result = timeLimited(run, 5_000 + 0.1 * characters)
  if (result !== undefined) return result
  throw new DataError(
    `encodeBatch: ${characters} characters took more than ${Math.round(5 + characters / 10_000)} s: a regular ` +
      'expression of tokenizer.json backtracks without end. Give an unchanged tokenizer.json.',
    { characters },
  )
}

function bertSettings(json: object) {
  const normalizer: unknown = Reflect.get(json, 'normalizer')
  const parts: unknown[] = [normalizer, ...[Reflect.get(Object(normalizer), 'normalizers') as unknown].flat()]
  const bert = parts.find(
    (part): part is Record<string, unknown> => Reflect.get(Object(part), 'type') === 'BertNormalizer',
  )
  return bert && { lowercase: bert['lowercase'] === true, ideographs: bert['handle_chinese_chars'] === true }
}

function padIdOf(json: object, { padToken, padId }: LoadTokenizerOptions): number {
  const isId = (id: unknown): id is number => typeof id === 'number' && Number.isInteger(id) && id >= 0
  const own: unknown = Reflect.get(Object(Reflect.get(json, 'padding')), 'pad_id')
  if (isId(own)) return own
  const added = Reflect.get(json, 'added_tokens') as { readonly id: number; readonly content: string }[]
  const named =
    padToken === undefined
      ? undefined
      : (added.find(({ content }) => content === padToken)?.id ?? vocabularyId(json, padToken))
  if (isId(named)) return named
  if (isId(padId)) return padId
  return added.find(({ content }) => /^(?:\[PAD\]|<pad>|<\|endoftext\|>)$/.test(content))?.id ?? 0
}

function vocabularyId(json: object, token: string): unknown {
  const vocabulary: unknown = Reflect.get(Object(Reflect.get(json, 'model')), 'vocab')
  if (Array.isArray(vocabulary)) {
    const place = vocabulary.findIndex(entry => Array.isArray(entry) && entry[0] === token)
    return place < 0 ? undefined : place
  }
  return Object.hasOwn(Object(vocabulary) as object, token)
    ? Reflect.get(Object(vocabulary) as object, token)
    : undefined
}
