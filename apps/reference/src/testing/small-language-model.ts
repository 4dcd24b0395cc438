import { createTextEncoder, trainWordPiece, type TextEncoder } from '@towerkit/text-encoder'

const verbs = ['open', 'close', 'copy', 'move', 'read', 'write']
const things = ['file', 'door', 'socket', 'table', 'queue']

/** Texts in which every thing comes with every verb. */
export const documents = new Map(
  verbs.flatMap(verb => things.map(thing => [`${verb}-${thing}`, `${thing} ${verb} function`] as const)),
)
export const pairs = [...documents.keys()].map(key => ({ query: `how to ${key.replace('-', ' a ')}`, positive: key }))
export const queries = pairs.map(({ query }) => query)
export const session = { threads: 1 } as const
export const tokenizer = trainWordPiece([...documents.values(), ...queries], {
  vocabularySize: 120,
  minimumFrequency: 1,
})
/** Loss of a model that knows all but what cannot be known: the thing, then the verb. */
export const unknowable = (Math.log(things.length) + Math.log(verbs.length)) / 4

/** A causal model of two layers with random weights. */
export function smallLanguageModel(): TextEncoder {
  return createTextEncoder({
    name: 'query',
    tokenizer,
    seed: 1,
    session,
    config: {
      model_type: 'qwen3',
      vocab_size: 120,
      hidden_size: 16,
      num_hidden_layers: 2,
      num_attention_heads: 2,
      num_key_value_heads: 1,
      head_dim: 8,
      intermediate_size: 32,
      max_position_embeddings: 24,
    },
  })
}
