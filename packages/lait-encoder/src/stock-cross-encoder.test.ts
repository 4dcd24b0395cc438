import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { trainWordPiece } from '@towerkit/backbones'
import { tensor, writeSafetensors } from '@towerkit/runtime'
import { laitEncoder } from '@towerkit/lait-encoder'

interface Golden {
  readonly config: object
  readonly pairs: readonly (readonly string[])[]
  readonly logits: readonly (readonly number[])[]
  readonly weights: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>>
}

const golden = JSON.parse(
  readFileSync(new URL('./__golden__/bert-for-sequence-classification.json', import.meta.url), 'utf8'),
) as Golden

it("opens transformers' BertForSequenceClassification, and without parallel layers gives its logits", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-stock-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const tokenizer = trainWordPiece(['a b c d e f g h'], { vocabularySize: 40, minimumFrequency: 1 })
  const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']
  const vocab = Object.fromEntries([...special, ...'abcdefgh'].map((token, id) => [token, id]))
  expect(special.map(token => tokenizer.model.vocab[token])).toEqual([0, 1, 2, 3, 4])
  await writeFile(
    join(folder, 'tokenizer.json'),
    JSON.stringify({ ...tokenizer, model: { ...tokenizer.model, vocab } }),
  )
  await writeFile(join(folder, 'config.json'), JSON.stringify(golden.config))
  await writeSafetensors(
    join(folder, 'model.safetensors'),
    Object.fromEntries(
      Object.entries(golden.weights).map(([name, { shape, data }]) => [name, tensor('float32', shape, data)]),
    ),
  )
  await using encoder = await laitEncoder({
    backbone: folder,
    parallelLayers: 0,
    head: { classes: 3 },
    positions: 'running',
  })
  const { data } = await encoder.predict(golden.pairs)
  golden.logits
    .flat()
    .forEach((value, i) => expect(Math.abs(data[i]! - value)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value))))
})
