import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { loadTokenizer } from './tokenizer.ts'

interface Golden {
  readonly provenance: string
  readonly tokenizer: object
  readonly texts: readonly string[]
  readonly ids: readonly (readonly number[])[]
}
const goldenOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`./__golden__/${name}.json`, import.meta.url), 'utf8')) as Golden

it.each(['roberta', 'qwen', 'xlm-roberta'])('%s: token ids are those of the reference', name => {
  const golden = goldenOf(name)
  const { ids } = loadTokenizer(golden.tokenizer).encodeBatch(golden.texts)
  golden.texts.forEach((text, i) => expect([...ids[i]!], JSON.stringify(text)).toEqual(golden.ids[i]))
})

it('cuts texts at either end, between the special tokens', () => {
  const { tokenizer } = goldenOf('qwen')
  const loaded = loadTokenizer(tokenizer)
  const whole = [...loaded.encodeBatch(['Reads the entire contents of a file']).ids[0]!]
  expect([...loaded.encodeBatch(['Reads the entire contents of a file'], { maxLength: 4 }).ids[0]!]).toEqual([
    ...whole.slice(0, 3),
    whole.at(-1),
  ])
  expect([
    ...loaded.encodeBatch(['Reads the entire contents of a file'], { maxLength: 4, cutSide: 'left' }).ids[0]!,
  ]).toEqual(whole.slice(-4))
  expect(loaded.prefixLength('Reads the')).toBe(loaded.encodeBatch(['Reads the']).ids[0]!.length - 1)
})

it('takes the padding from tokenizer.json, then the token that is named, then config.json', () => {
  const { tokenizer } = goldenOf('roberta')
  expect(loadTokenizer(tokenizer).padId).toBe(1)
  expect(loadTokenizer(tokenizer, { padToken: '<mask>', padId: 7 }).padId).toBe(4)
  expect(loadTokenizer(tokenizer, { padId: 7 }).padId).toBe(7)
  expect(loadTokenizer({ ...tokenizer, padding: { pad_id: 3 } }, { padToken: '<mask>' }).padId).toBe(3)
  expect(loadTokenizer(goldenOf('qwen').tokenizer).padId).toBe(0)
})
