import { addedTokenFinder, addedTokensOf, type AddedToken, type Extracted } from './added-tokens.ts'
import { decoderOf } from './decode/decoder-of.ts'
import { modelOf } from './model/model-of.ts'
import { firstLength, type Normalizer } from './normalize/normalizer.ts'
import { normalizerOf } from './normalize/normalizer-of.ts'
import type { Fields } from './read-fields.ts'
import { specialIds, type SpecialIds } from './special-ids.ts'
import type { Splitter } from './split/splitter.ts'
import { splitterOf } from './split/splitter-of.ts'

/** The steps of a tokenizer.json put together. */
export interface Pipeline {
  /** One more than the highest id. */
  readonly vocabularySize: number
  readonly special: SpecialIds
  readonly added: readonly AddedToken[]
  /** Id of a token, added ones included. */
  idOf(token: string): number | undefined
  /** Ids of a text without special tokens around it. */
  encode(text: string): number[]
  /** The text of ids, special tokens left out. */
  decode(ids: Iterable<number>): string
}

/**
 * Puts the steps of a tokenizer.json together, in the order of the reference (the Rust library tokenizers): added
 * tokens, normaliser, added tokens that are normalised, splitter, model.
 *
 * @throws {DataError} if a part is malformed; {UnsupportedError} if it is not known.
 */
export function pipelineOf(json: Fields): Pipeline {
  const { model, vocabulary, size } = modelOf(json['model'])
  const normalize = optional(json['normalizer'], part => normalizerOf(part, 'normalizer'))
  const split: Splitter | undefined = optional(json['pre_tokenizer'], part => splitterOf(part, 'pre_tokenizer'))
  const added = addedTokensOf(json['added_tokens'], token => vocabulary.get(token), size)
  const find = finders(added, normalize)
  const special = specialIds(json['post_processor'])
  const decoder = decoderOf(json['decoder'])

  const ids = [...vocabulary.values(), size - 1, ...added.map(({ id }) => id)]
  const vocabularySize = ids.reduce((most, id) => Math.max(most, id), -1) + 1
  let tokens: Map<number, string> | undefined
  const skipped = new Set(added.filter(each => each.special).map(({ content }) => content))

  return {
    vocabularySize,
    special,
    added,
    idOf: token => added.find(({ content }) => content === token)?.id ?? vocabulary.get(token),
    encode(text) {
      const result: number[] = []
      // Unpaired halves of characters are no Unicode text; the reference cannot be given them.
      const wellFormed = text.isWellFormed() ? text : text.toWellFormed()
      for (const part of find({ text: wellFormed, lead: firstLength(wellFormed) })) {
        if (typeof part === 'number') result.push(part)
        else if (part.text !== '') for (const piece of split?.([part]) ?? [part]) model(piece.text, result)
      }
      return result
    },
    decode(encoded) {
      tokens ??= new Map([
        ...[...vocabulary].map(([token, id]) => [id, token] as const),
        ...added.map(each => [each.id, find.text(each)] as const),
      ])
      const kept = [...encoded].map(id => tokens!.get(id)).filter(token => token !== undefined && !skipped.has(token))
      return decoder(kept as string[]).join('')
    },
  }
}

function finders(added: readonly AddedToken[], normalize: Normalizer | undefined) {
  const normalized = (text: string) => (normalize === undefined ? text : normalize({ text, lead: 0 }).text)
  const textOf = (token: AddedToken) => (token.normalized ? normalized(token.content) : token.content)
  const finder = (isNormalized: boolean) =>
    addedTokenFinder(
      added.filter(each => each.normalized === isNormalized).map(token => ({ token, text: textOf(token) })),
    )
  const before = finder(false)
  const after = finder(true)
  const find = (piece: { readonly text: string; readonly lead: number }): readonly Extracted[] => {
    const parts = before === undefined ? [piece] : before(piece)
    return parts.flatMap(part => {
      if (typeof part === 'number') return [part]
      const even = normalize === undefined ? part : normalize(part)
      return after === undefined ? [even] : after(even)
    })
  }
  return Object.assign(find, { text: textOf })
}

function optional<Made>(json: unknown, make: (json: unknown) => Made): Made | undefined {
  return (json ?? null) === null ? undefined : make(json)
}
