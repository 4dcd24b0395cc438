import { UnsupportedError } from '@towerkit/core'
import { fieldsOf, listOf, malformed, textOf, type Fields } from './read-fields.ts'

/** The ids that stand before and after those of a text. */
export interface SpecialIds {
  readonly before: readonly number[]
  readonly after: readonly number[]
}

/**
 * Reads which ids a `post_processor` puts around a single text.
 *
 * @throws {DataError} if it is malformed; {UnsupportedError} if it is of a type that is not known, or does not have the
 *   text once.
 */
export function specialIds(json: unknown, part = 'post_processor'): SpecialIds {
  if ((json ?? null) === null) return { before: [], after: [] }
  const fields = fieldsOf(json, part)
  const type = textOf(fields['type'], `${part}.type`)
  switch (type) {
    case 'ByteLevel':
      return { before: [], after: [] }
    case 'BertProcessing':
    case 'RobertaProcessing':
      return { before: [tokenId(fields['cls'], `${part}.cls`)], after: [tokenId(fields['sep'], `${part}.sep`)] }
    case 'TemplateProcessing':
      return template(fields, part)
    case 'Sequence':
      return listOf(fields['processors'], `${part}.processors`)
        .map((each, index) => specialIds(each, `${part}.processors[${index}]`))
        .reduce(
          (inner, outer) => ({
            before: [...outer.before, ...inner.before],
            after: [...inner.after, ...outer.after],
          }),
          { before: [], after: [] },
        )
    default:
      throw new UnsupportedError(
        `loadTokenizer: ${part} is a ${type}, which is not known. Use a tokenizer of another kind.`,
        { part, type },
      )
  }
}

function template(fields: Fields, part: string): SpecialIds {
  const known = fieldsOf(fields['special_tokens'], `${part}.special_tokens`)
  const before: number[] = []
  const after: number[] = []
  let texts = 0
  for (const [index, entry] of listOf(fields['single'], `${part}.single`).entries()) {
    const piece = fieldsOf(entry, `${part}.single[${index}]`)
    const inner = fieldsOf(piece['SpecialToken'] ?? piece['Sequence'], `${part}.single[${index}]`)
    const id = textOf(inner['id'], `${part}.single[${index}].id`)
    if (piece['SpecialToken'] === undefined) {
      if (id !== 'A') malformed(`${part}.single[${index}].id`, id, 'A')
      texts++
      continue
    }
    const token = fieldsOf(Object.hasOwn(known, id) ? known[id] : undefined, `${part}.special_tokens.${id}`)
    const ids = listOf(token['ids'], `${part}.special_tokens.${id}.ids`)
    ;(texts === 0 ? before : after).push(...ids.map(each => idOf(each, `${part}.special_tokens.${id}.ids`)))
  }
  if (texts !== 1)
    throw new UnsupportedError(
      `loadTokenizer: ${part}.single has the text ${texts} times, but must have it once. Use a tokenizer whose ` +
        'template ' +
        'does.',
      { part, texts },
    )
  return { before, after }
}

/** A token and its id, as BertProcessing and RobertaProcessing have them. */
function tokenId(json: unknown, part: string): number {
  const pair = listOf(json, part)
  return idOf(pair[1], part)
}

function idOf(id: unknown, part: string): number {
  if (!(typeof id === 'number' && Number.isInteger(id) && id >= 0)) malformed(part, id, 'a whole number from 0')
  return id
}
