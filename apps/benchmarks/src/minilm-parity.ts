import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { row } from '@towerkit/core'
import { loadTokenizer } from '@towerkit/backbones'
import { textEncoder } from '@towerkit/text-encoder'
import { variedTexts } from './minilm-parity/varied-texts.ts'

/**
 * A real encoder beside sentence-transformers, on 1,000 texts that are hard to tokenise: ids must be equal, embeddings
 * within cosine 0.99999.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/minilm-parity.ts <python with sentence-transformers>
 *     <folder of the model> [seed]
 */
const [python = 'python3', model = '', seed = '1'] = process.argv.slice(2)
const texts = variedTexts(1000, Number(seed))
const folder = mkdtempSync(join(tmpdir(), 'towerkit-parity-'))
writeFileSync(join(folder, 'texts.json'), JSON.stringify(texts))
execFileSync(python, [new URL('../peers/minilm_parity.py', import.meta.url).pathname, model, folder], {
  stdio: ['ignore', 'ignore', 'inherit'],
})
const theirIds = JSON.parse(readFileSync(join(folder, 'ids.json'), 'utf8')) as number[][]
const bytes = readFileSync(join(folder, 'embeddings.f32'))
const theirs = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
rmSync(folder, { recursive: true })

await using encoder = await textEncoder(model)
const { ids } = loadTokenizer(encoder.parts.tokenizer).encodeBatch(texts, { maxLength: encoder.parts.maxLength })
const otherIds = texts.map((_, i) => i).filter(i => ids[i]!.join() !== theirIds[i]!.join())
for (const i of otherIds.slice(0, 5)) {
  const at = ids[i]!.findIndex((id, place) => id !== theirIds[i]![place])
  console.log(
    `other ids: ${JSON.stringify(texts[i]!.slice(0, 200))}\n  ours   ` +
      `...${ids[i]!.slice(Math.max(0, at - 2), at + 6)}\n  theirs ` +
      `...${theirIds[i]!.slice(Math.max(0, at - 2), at + 6)}`,
  )
}
const ours = await encoder.encode(texts)
const cosines = texts.map((_, i) => {
  const a = row(ours, i)
  const b = theirs.subarray(i * ours.dimensions, (i + 1) * ours.dimensions)
  return a.reduce((sum, value, d) => sum + value * b[d]!, 0) / (Math.hypot(...a) * Math.hypot(...b))
})
const worst = Math.min(...cosines)
console.log(
  `${texts.length} texts, seed ${seed}: worst cosine ${worst.toFixed(9)}, ${otherIds.length} with other token ids`,
)
if (!(worst > 0.99999) || otherIds.length > 0) process.exitCode = 1
