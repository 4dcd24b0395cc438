import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { TowerkitError } from '@towerkit/core'
import { loadTokenizer } from '../tokenizer.ts'

/**
 * Compares the ids of the tokenizers that tokenizer_kinds.py wrote; fails if any differ.
 *
 *     node --conditions=@towerkit/source packages/backbones/src/tokenizer/golden/compare-kinds.ts /tmp/many.json
 */
const path = process.argv[2]!
const bytes = readFileSync(path)
const { texts, tokenizers } = JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')) as {
  readonly texts: readonly string[]
  readonly tokenizers: readonly { readonly tokenizer: object; readonly ids: readonly (string | null)[] }[]
}
let equal = 0
let refused = 0
let different = 0
for (const [index, { tokenizer, ids }] of tokenizers.entries()) {
  const { model, added_tokens: _, ...steps } = tokenizer as Record<string, { readonly type?: string }>
  const described = `${index} ${model?.type} ${JSON.stringify(steps).replace(/"precompiled_charsmap":"[^"]*"/, '')}`
  try {
    const loaded = loadTokenizer(tokenizer)
    let shown = 0
    for (const [at, text] of texts.entries()) {
      if (ids[at] === null) continue
      const row = loaded.encodeBatch([text], { maxLength: 100_000 }).ids[0]!
      const found = createHash('sha256').update(row.join(',')).digest('hex').slice(0, 8)
      if (found === ids[at]) equal++
      else if (different++ >= 0 && shown++ < 3) console.log(`different: ${JSON.stringify(text)} [${row.join(' ')}]`)
    }
    if (shown > 0) console.log(`${described}\n  ${shown} of ${texts.length}`)
  } catch (error) {
    if (!TowerkitError.is(error)) throw error
    refused++
    console.log(`refused: ${described.slice(0, 60)} ${error.message}`)
  }
}
console.log(`${tokenizers.length} tokenizers, ${refused} refused; texts: ${equal} equal, ${different} different`)
process.exitCode = different > 0 ? 1 : 0
