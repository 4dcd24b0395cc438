import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { TowerkitError } from '@towerkit/core'
import { describe, expect, it } from 'vitest'
import { loadTokenizer } from './tokenizer.ts'

interface Kinds {
  readonly texts: readonly string[]
  readonly tokenizers: readonly { readonly tokenizer: Json; readonly ids: readonly (string | null)[] }[]
}
type Json = Readonly<Record<string, unknown>>

const { texts, tokenizers } = JSON.parse(
  gunzipSync(readFileSync(new URL('./__golden__/kinds.json.gz', import.meta.url))).toString('utf8'),
) as Kinds
/** Places in `tokenizers` of those with an expression that is not translated; each is a typed error. */
const refused = tokenizers.flatMap(({ tokenizer }, index) => {
  try {
    loadTokenizer(tokenizer)
    return []
  } catch (error) {
    if (TowerkitError.is(error)) return [index]
    throw error
  }
})

const nameOf = (tokenizer: Json) =>
  ['normalizer', 'pre_tokenizer', 'model']
    .map(part => String((tokenizer[part] as { readonly type?: string } | null)?.type ?? 'none'))
    .join(', ')

describe('ids are those of the Rust library, for random settings and texts of 40 scripts', () => {
  it(`refuses few of ${tokenizers.length}`, () => expect(refused.length).toBeLessThan(4))

  it.each(
    tokenizers.map(({ tokenizer, ids }, index) => ({ name: `${index}: ${nameOf(tokenizer)}`, index, tokenizer, ids })),
  )('$name', ({ index, tokenizer, ids }) => {
    if (refused.includes(index)) return
    const loaded = loadTokenizer(tokenizer)
    const different = texts.filter((text, at) => {
      if (ids[at] === null) return false
      const row = loaded.encodeBatch([text], { maxLength: 100_000 }).ids[0]!
      return createHash('sha256').update(row.join(',')).digest('hex').slice(0, 8) !== ids[at]
    })
    expect(different).toEqual([])
  })
})
