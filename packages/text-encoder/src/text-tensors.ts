import { pad, textBackbone, type Tokenizer } from '@towerkit/backbones'
import type { Tensor } from '@towerkit/graph'
import type { TextNetwork } from './text-network.ts'

/** How token ids become tensors. */
export interface TextTensorsOptions {
  readonly network: Pick<TextNetwork, 'config' | 'includePrompt'>
  /** Default: that of the architecture. Give it for a network of an unknown architecture. */
  readonly positionPadding?: number | undefined
  readonly tokenizer: Tokenizer
  readonly paddingSide: 'left' | 'right'
  /** Tokens at the start of each text that are not pooled: a prompt. Default 0. */
  readonly promptLength?: number
}

/** The tensors that a network reads, int64 [batch, sequence] each, for rows of token ids. */
export function textTensors(rows: readonly Int32Array[], options: TextTensorsOptions): Record<string, Tensor> {
  const { network, tokenizer, paddingSide, promptLength = 0 } = options
  const { inputIds, attentionMask, batch, sequence } = pad(rows, { padId: tokenizer.padId, side: paddingSide })
  const tensor = (data: BigInt64Array): Tensor => ({ dtype: 'int64', shape: [batch, sequence], data })
  const padding = 'positionPadding' in options ? options.positionPadding : textBackbone(network.config).positionPadding
  return {
    input_ids: tensor(inputIds),
    attention_mask: tensor(attentionMask),
    ...(!network.includePrompt && { pooling_mask: tensor(withoutPrompt(attentionMask, sequence, promptLength)) }),
    ...(padding !== undefined && { position_ids: tensor(positionsOf(inputIds, sequence, padding)) }),
  }
}

/** The mask without the first tokens of each row. */
function withoutPrompt(mask: BigInt64Array, sequence: number, promptLength: number): BigInt64Array {
  let seen = 0
  return mask.map((value, i) => {
    if (i % sequence === 0) seen = 0
    return value === 1n && seen++ < promptLength ? 0n : value
  })
}

/**
 * Found here, and not in the graph, because training replaces ids by row indices in the part of the word table that a
 * batch needs.
 */
function positionsOf(ids: BigInt64Array, sequence: number, padding: number): BigInt64Array {
  let place = padding
  return ids.map((id, i) => {
    if (i % sequence === 0) place = padding
    return id === BigInt(padding) ? BigInt(padding) : BigInt(++place)
  })
}
