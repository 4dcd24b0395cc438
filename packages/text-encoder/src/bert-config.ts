import { DataError, UnsupportedError } from '@towerkit/core'

/** Shape of a BERT-like network, in the names of Hugging Face's config.json. */
export interface BertConfig {
  readonly model_type: 'bert'
  readonly vocab_size: number
  readonly hidden_size: number
  readonly num_hidden_layers: number
  readonly num_attention_heads: number
  readonly intermediate_size: number
  /** Longest sequence in tokens. */
  readonly max_position_embeddings: number
  readonly type_vocab_size: number
  readonly layer_norm_eps: number
  /** Dropout while training, 0 to below 1. */
  readonly hidden_dropout_prob: number
}

const counts = ['vocab_size', 'hidden_size', 'num_attention_heads', 'intermediate_size', 'max_position_embeddings', 'type_vocab_size'] as const

/**
 * Checks what a config.json says. Fields that do not change the result are passed over.
 *
 * @throws {UnsupportedError} for another architecture, activation or kind of position.
 * @throws {DataError} for a field that is missing or out of range.
 */
export function parseBertConfig(json: unknown): BertConfig {
  const config = { layer_norm_eps: 1e-12, hidden_dropout_prob: 0, type_vocab_size: 2, ...(json as Record<string, unknown> | null) }
  const unsupported = (field: string, wanted: string) => {
    const value = (config as Record<string, unknown>)[field]
    if (value !== undefined && value !== wanted) throw new UnsupportedError(`textEncoder: config.json has ${field} ${JSON.stringify(value)}. This version reads ${JSON.stringify(wanted)}.`, { field, value })
  }
  unsupported('model_type', 'bert')
  unsupported('hidden_act', 'gelu')
  unsupported('position_embedding_type', 'absolute')
  const fields = config as unknown as Record<string, number>
  const bad = [
    ...counts.filter(field => !Number.isInteger(fields[field]) || fields[field]! < 1),
    ...(Number.isInteger(fields['num_hidden_layers']) && fields['num_hidden_layers']! >= 0 ? [] : ['num_hidden_layers']),
    ...(fields['layer_norm_eps']! > 0 ? [] : ['layer_norm_eps']),
    ...(fields['hidden_dropout_prob']! >= 0 && fields['hidden_dropout_prob']! < 1 ? [] : ['hidden_dropout_prob']),
  ]
  if (bad.length > 0) throw new DataError(`textEncoder: config.json lacks, or has out of range: ${bad.join(', ')}.`, { fields: bad })
  if (fields['hidden_size']! % fields['num_attention_heads']! !== 0) {
    throw new DataError(`textEncoder: hidden_size ${fields['hidden_size']} does not divide into ${fields['num_attention_heads']} heads.`)
  }
  const { vocab_size, hidden_size, num_hidden_layers, num_attention_heads, intermediate_size, max_position_embeddings, type_vocab_size, layer_norm_eps, hidden_dropout_prob } = config as unknown as BertConfig
  return { model_type: 'bert', vocab_size, hidden_size, num_hidden_layers, num_attention_heads, intermediate_size, max_position_embeddings, type_vocab_size, layer_norm_eps, hidden_dropout_prob }
}
