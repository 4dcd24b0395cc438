import { expect, it } from 'vitest'
import { row } from '@towerkit/core'
import { createTextEncoder, staticStudent, trainWordPiece } from '@towerkit/text-encoder'

const texts = ['watch a file', 'read a file', 'a', 'read a stream into a file']
const tokenizer = trainWordPiece(texts, { vocabularySize: 80, minimumFrequency: 1 })
const config = {
  model_type: 'bert',
  vocab_size: 80,
  hidden_size: 16,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 32,
  max_position_embeddings: 24,
  type_vocab_size: 2,
}
const teacherOf = () =>
  createTextEncoder({
    config,
    tokenizer,
    dimensions: 12,
    seed: 1,
    prompts: { query: '', document: '' },
    session: { threads: 1 },
  })

it('starts from the vectors of single tokens, common ones shorter', async () => {
  await using teacher = teacherOf()
  const student = await staticStudent(teacher, texts, { rarity: 0.1 })
  const words = ['a', 'read', 'stream']
  const expected = await teacher.encode(words, { normalize: false })
  const found = await student.encode(words, { normalize: false })
  const ids = teacher.tokenizer.encodeBatch(texts, { special: false }).ids.flatMap(each => [...each])
  for (const [i, word] of words.entries()) {
    const [id] = teacher.tokenizer.encodeBatch([word], { special: false }).ids[0]!
    const share = ids.filter(each => each === id).length / ids.length
    row(found, i).forEach((value, k) => expect(value).toBeCloseTo((row(expected, i)[k]! * 0.1) / (0.1 + share), 5))
  }
  expect(student.dimensions).toBe(12)
})

it('starts as the mean of words with an attention too', async () => {
  await using teacher = teacherOf()
  const student = await staticStudent(teacher, texts, { attention: 5 })
  const plain = await staticStudent(teacher, texts)
  const expected = await plain.encode(texts, { normalize: false })
  const found = await student.encode(texts, { normalize: false })
  found.data.forEach((value, i) => expect(value).toBeCloseTo(expected.data[i]!, 5))
  for (const attention of [-1, 0.5, NaN])
    await expect(staticStudent(teacher, texts, { attention })).rejects.toMatchObject({ code: 'argument' })
})

it('is cut where its teacher is', async () => {
  await using teacher = createTextEncoder({ config, tokenizer, seed: 1, maxLength: 4, session: { threads: 1 } })
  const student = await staticStudent(teacher, texts)
  const long = 'read a file into a stream'
  const short = 'read a file into'
  const one = await student.encode([long])
  const other = await student.encode([short])
  expect(one.data).toEqual(other.data)
})

it('refuses texts without tokens, and a rarity of nothing', async () => {
  await using teacher = teacherOf()
  await expect(staticStudent(teacher, [''])).rejects.toMatchObject({ code: 'data' })
  await expect(staticStudent(teacher, [])).rejects.toMatchObject({ code: 'data' })
  await expect(staticStudent(teacher, texts, { rarity: 0 })).rejects.toMatchObject({ code: 'argument' })
})

it('tells how far it is, and stops at the signal', async () => {
  await using teacher = teacherOf()
  const seen: number[] = []
  await staticStudent(teacher, texts, { onProgress: ({ done, total }) => seen.push(done / total) })
  expect(seen.at(-1)).toBe(1)
  await expect(staticStudent(teacher, texts, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'aborted',
  })
})
