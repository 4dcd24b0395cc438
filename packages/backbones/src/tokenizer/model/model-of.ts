import { choiceOf, fieldsOf } from '../read-fields.ts'
import { bytePair } from './byte-pair.ts'
import { remembering, type Model } from './model.ts'
import { unigram, unigramVocabulary } from './unigram.ts'
import { vocabularyOf, type Vocabulary } from './vocabulary.ts'
import { wordLevel, wordPiece } from './word-models.ts'

/** A model and its tokens. */
export interface ReadModel {
  readonly model: Model
  readonly vocabulary: Vocabulary
  /** Number of tokens, of which equal ones count twice. */
  readonly size: number
}

/**
 * Makes the `model` of a tokenizer.json.
 *
 * @throws {DataError} if it is malformed; {UnsupportedError} if it gives a text other ids each time.
 */
export function modelOf(json: unknown): ReadModel {
  const fields = fieldsOf(json, 'model')
  const type = choiceOf(fields['type'], 'model.type', ['WordPiece', 'WordLevel', 'BPE', 'Unigram'])
  if (type === 'Unigram') {
    const read = unigramVocabulary(fields)
    const vocabulary = new Map(read.tokens.map((token, id) => [token, id]))
    return { model: remembering(unigram(fields, read)), vocabulary, size: read.tokens.length }
  }
  const vocabulary = vocabularyOf(fields['vocab'], 'model.vocab')
  const make = { WordPiece: wordPiece, WordLevel: wordLevel, BPE: bytePair }[type]
  return { model: remembering(make(fields, vocabulary)), vocabulary, size: vocabulary.size }
}
