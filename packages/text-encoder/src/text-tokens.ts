import { modelTokenizer, type Tokenizer } from '@towerkit/backbones'
import type { Tensor } from '@towerkit/graph'
import type { TextEncoderParts } from './text-encoder-parts.ts'
import { textTensors } from './text-tensors.ts'

/** How the texts of an encoder become tensors. */
export interface TextTokens {
  readonly tokenizer: Tokenizer
  /** Ids of each text, at least one, cut to the longest text of the encoder. */
  tokenize(texts: readonly string[]): readonly Int32Array[]
  /** What the network reads. @param prompt Stands before each text. */
  tensors(rows: readonly Int32Array[], prompt: string): Record<string, Tensor>
}

/** Reads texts as the files of an encoder say. */
export function textTokens({ network, settings, maxLength, tokenizer: json }: TextEncoderParts): TextTokens {
  const { padding_side, truncation_side } = settings?.tokenizerConfig ?? {}
  const tokenizer = modelTokenizer({ tokenizer: json, config: network.config, ...(settings && { settings }) })
  const cutSide = truncation_side === 'left' ? 'left' : 'right'
  return {
    tokenizer,
    tokenize(texts) {
      const { ids } = tokenizer.encodeBatch(texts, { maxLength, cutSide })
      // A tokenizer without special tokens makes nothing of an empty text, and a network needs a token.
      return ids.map(row => (row.length === 0 ? Int32Array.of(tokenizer.padId) : row))
    },
    tensors: (rows, prompt) =>
      textTensors(rows, {
        network,
        tokenizer,
        paddingSide: padding_side === 'left' ? 'left' : 'right',
        promptLength: network.includePrompt || prompt === '' ? 0 : tokenizer.prefixLength(prompt),
      }),
  }
}
