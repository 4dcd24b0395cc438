import { expect, it } from 'vitest'
import { nliPairs } from './nli-pairs.ts'
import { all } from './testing/all.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

it('reads pairs with labels by name and by number, and passes over those without one', async () => {
  using folder = temporaryFolder({
    'a.jsonl':
      '{"sentence1":"p","sentence2":"h","gold_label":"entailment","annotator_labels":[]}\n' +
      '{"sentence1":"p","sentence2":"h","gold_label":"-"}\n',
    'b.csv': 'premise,hypothesis,label\np,h,2\np,h,-1\np,"h, i",neutral\n',
  })
  expect(await all(nliPairs(`${folder.path}/a.jsonl`))).toEqual([
    { premise: 'p', hypothesis: 'h', label: 'entailment' },
  ])
  expect(await all(nliPairs(`${folder.path}/b.csv`))).toEqual([
    { premise: 'p', hypothesis: 'h', label: 'contradiction' },
    { premise: 'p', hypothesis: 'h, i', label: 'neutral' },
  ])
})

it.each([
  '{"sentence1":"p","gold_label":"neutral"}',
  '{"sentence1":"p","sentence2":"h","gold_label":"perhaps"}',
  '{"sentence1":"p","sentence2":"h"}',
  '{"premise":"p","hypothesis":"h","label":3}',
  '{"premise":"p","hypothesis":"h","label":""}',
])('names the line of %s', async row => {
  using folder = temporaryFolder({ 'a.jsonl': `{"sentence1":"p","sentence2":"h","gold_label":"-"}\n${row}` })
  await expect(all(nliPairs(`${folder.path}/a.jsonl`))).rejects.toMatchObject({ code: 'data', details: { line: 2 } })
})
