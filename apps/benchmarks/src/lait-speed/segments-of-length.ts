import { loadTokenizer } from '@towerkit/backbones'
import { seededRandom } from '@towerkit/core'
import type { LaitEncoder } from '@towerkit/lait-encoder'

/**
 * Different texts of equally many tokens, as later segments (without the token that opens a text): words that are one
 * token each, and the one that ends a segment.
 *
 * @param start Number of the first text; another one gives other texts.
 */
export function segmentsOfLength(
  { parts }: LaitEncoder,
  { count, tokens, start = 0 }: { readonly count: number; readonly tokens: number; readonly start?: number },
): string[] {
  const tokenizer = loadTokenizer(parts.tokenizer)
  const words = (
    'water time river stone light music paper engine garden winter market signal copper window letter number ' +
    'animal forest island planet doctor school family church summer village bridge street station kitchen'
  )
    .split(' ')
    .filter(word => tokenizer.encodeBatch([word]).ids[0]!.length === 3)
  return Array.from({ length: count }, (_, i) => {
    const random = seededRandom(start + i)
    return Array.from({ length: tokens - 1 }, () => words[Math.floor(random() * words.length)]!).join(' ')
  })
}
