import { UnsupportedError } from '@towerkit/core'

/** How a tokenizer puts a second text behind a first one. */
export interface PairLayout {
  /** Ids between the end of the first text, with its own closing token, and the second one: RoBERTa's second `</s>`. */
  readonly separators: Int32Array
  /** Token type of the second text. */
  readonly type: 0 | 1
}

type Json = Readonly<Record<string, unknown>>
/** A token of a template, or the position of a text. */
type Piece = { readonly text: string } | { readonly ids: readonly number[] }

/**
 * Reads from the post-processor of a tokenizer.json what stands between the texts of a pair.
 *
 * @throws {UnsupportedError} if a pair does not begin and end as a single text does.
 */
export function pairLayout(tokenizer: object): PairLayout {
  const { single, pair, type } = templates(recordOf(Reflect.get(tokenizer, 'post_processor')))
  const placeOf = (pieces: readonly Piece[], text: string) =>
    pieces.findIndex(piece => 'text' in piece && piece.text === text)
  const own = placeOf(single, 'A')
  const first = placeOf(pair, 'A')
  const second = placeOf(pair, 'B')
  const opening = tokensOf(single.slice(0, own))
  const closing = tokensOf(single.slice(own + 1))
  const between = tokensOf(pair.slice(first + 1, second))
  const isAlike =
    own >= 0 &&
    first >= 0 &&
    second > first &&
    `${tokensOf(pair.slice(0, first))}` === `${opening}` &&
    `${tokensOf(pair.slice(second + 1))}` === `${closing}` &&
    `${between.slice(0, closing.length)}` === `${closing}`
  if (!isAlike)
    throw new UnsupportedError(
      'laitEncoder: the tokenizer puts other tokens around the texts of a pair than around one text. Give ' +
        "segments: 'alike', or take another tokenizer.",
    )
  return { separators: Int32Array.from(between.slice(closing.length)), type }
}

/** The pieces of one text and of a pair, and the token type of the second text. */
function templates(processor: Json): {
  readonly single: readonly Piece[]
  readonly pair: readonly Piece[]
  readonly type: 0 | 1
} {
  const a = { text: 'A' }
  const b = { text: 'B' }
  const around = (opening: unknown, closing: unknown, doubled: boolean) => {
    const first = tokenOf(opening)
    const last = tokenOf(closing)
    return { single: [first, a, last], pair: [first, a, last, ...(doubled ? [last] : []), b, last] }
  }
  switch (processor['type']) {
    case 'Sequence':
      return templates((processor['processors'] as Json[]).map(recordOf).findLast(isTemplate) ?? {})
    case 'TemplateProcessing': {
      const { single, pair } = processor as { single: readonly Json[]; pair: readonly Json[] }
      const special = recordOf(processor['special_tokens'])
      const read = (pieces: readonly Json[]) => pieces.map(piece => pieceOf(piece, special))
      const second = pair.map(({ Sequence }) => recordOf(Sequence)).find(({ id }) => id === 'B')
      return { single: read(single), pair: read(pair), type: second?.['type_id'] === 1 ? 1 : 0 }
    }
    case 'RobertaProcessing':
      return { ...around(processor['cls'], processor['sep'], true), type: 0 }
    case 'BertProcessing':
      return { ...around(processor['cls'], processor['sep'], false), type: 1 }
    default:
      return { single: [a], pair: [a, b], type: 1 }
  }
}

function isTemplate({ type }: Json): boolean {
  return type === 'TemplateProcessing' || type === 'RobertaProcessing' || type === 'BertProcessing'
}

function pieceOf({ SpecialToken, Sequence }: Json, special: Json): Piece {
  if (Sequence) return { text: String(recordOf(Sequence)['id']) }
  const { id } = recordOf(SpecialToken)
  return { ids: recordOf(special[String(id)])['ids'] as readonly number[] }
}

/** A token as RobertaProcessing and BertProcessing write it: its text and its id. */
function tokenOf(pair: unknown): Piece {
  return { ids: [Number((pair as readonly unknown[])[1])] }
}

function tokensOf(pieces: readonly Piece[]): number[] {
  return pieces.flatMap(piece => ('ids' in piece ? [...piece.ids] : []))
}

function recordOf(value: unknown): Json {
  return Object(value) as Json
}
