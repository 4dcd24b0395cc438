import { seededRandom } from '@towerkit/core'
import type { OmniItem } from '@towerkit/omni-encoder'
import { changedPicture } from './changed-picture.ts'
import type { Emoji } from './emoji-data.ts'

/** A name and a drawing of one emoji; `group` numbers the emoji. */
export interface EmojiPair {
  readonly [field: string]: unknown
  readonly query: OmniItem
  readonly positive: OmniItem
  readonly group: number
}

/**
 * Pairs of each emoji's names with its Twemoji drawing and changed copies of it.
 *
 * @param options.copies Changed copies of each drawing.
 * @param options.keywords By character; they are names too. Default: names and short codes only.
 */
export async function emojiPairs(
  emoji: readonly Emoji[],
  { copies, keywords }: { readonly copies: number; readonly keywords?: ReadonlyMap<string, readonly string[]> },
): Promise<EmojiPair[]> {
  const pairs: EmojiPair[] = []
  for (const [group, { name, char, shortcodes, twemoji }] of emoji.entries()) {
    const random = seededRandom(group)
    const words = keywords?.get(char.replaceAll('\ufe0f', '')) ?? keywords?.get(char) ?? []
    const names = [
      name,
      ...shortcodes.slice(0, 1).map(code => code.replaceAll('-', ' ')),
      ...(words.length > 0 ? [words.join(', '), `${name}, ${words.slice(0, 4).join(', ')}`] : []),
    ]
    for (let copy = 0; copy <= copies; copy++) {
      const pictures = copy === 0 ? twemoji! : await changedPicture(twemoji!, random)
      // Every other time the name itself, which is what is asked for.
      pairs.push({ query: names[copy % 2 === 0 ? 0 : ((copy - 1) / 2) % names.length]!, positive: { pictures }, group })
      if (words.length > 0)
        pairs.push({ query: names[1 + (copy % (names.length - 1))]!, positive: { pictures }, group })
    }
  }
  return pairs
}
