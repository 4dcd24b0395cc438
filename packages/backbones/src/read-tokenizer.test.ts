import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UnsupportedError } from '@towerkit/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readJson } from './read-json.ts'
import { readTokenizer } from './read-tokenizer.ts'
import { loadTokenizer } from './tokenizer/tokenizer.ts'
import { readFileSync } from 'node:fs'

interface Golden {
  readonly texts: readonly string[]
  readonly vocabularies: Readonly<Record<string, string>>
  readonly cases: readonly {
    readonly name: string
    readonly files: Readonly<Record<string, string>>
    readonly ids: readonly (readonly number[])[]
  }[]
}
const { texts, vocabularies, cases } = JSON.parse(
  readFileSync(new URL('./tokenizer/__golden__/configured.json', import.meta.url), 'utf8'),
) as Golden

let folder: string
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'towerkit-tokenizer-'))))
afterEach(() => rm(folder, { recursive: true }))

async function idsOf(files: Readonly<Record<string, string>>) {
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, name), vocabularies[content] ?? content)
  const json = await readTokenizer(folder, {
    config: await readJson(join(folder, 'config.json'), {}),
    tokenizerConfig: await readJson(join(folder, 'tokenizer_config.json'), {}),
    specialTokens: await readJson(join(folder, 'special_tokens_map.json'), {}),
  })
  return loadTokenizer(json)
    .encodeBatch(texts)
    .ids.map(row => [...row])
}

describe('gives the ids of transformers 5', () => {
  it.each(cases)('$name', async ({ files, ids }) => expect(await idsOf(files)).toEqual(ids))
})

it('reads files that begin with a byte order mark', async () => {
  const { files, ids } = cases[0]!
  const marked = Object.entries(files).map(([name, content]) => [name, `\uFEFF${vocabularies[content] ?? content}`])
  expect(await idsOf(Object.fromEntries(marked) as Record<string, string>)).toEqual(ids)
})

it.each([
  ['a SentencePiece model only', { 'config.json': '{"model_type":"xlm-roberta"}', 'sentencepiece.bpe.model': '' }],
  ['a vocabulary of an unknown kind', { 'config.json': '{}', 'vocab.txt': 'a\nb\n' }],
  [
    'special tokens that are text',
    { 'tokenizer_config.json': '{"split_special_tokens":true}', 'tokenizer.json': '{}' },
  ],
])('refuses %s', async (_name, files) => {
  await expect(idsOf(files as Record<string, string>)).rejects.toThrow(UnsupportedError)
})
