import { expect, it } from 'vitest'
import {
  createStaticEncoder,
  createTextEncoder,
  encodeChunks,
  lexicalStart,
  quantizationReport,
  staticStudent,
  trainWordPiece,
} from '@towerkit/text-encoder'

const texts = ['watch a file', 'read a file']
const tokenizer = trainWordPiece(texts, { vocabularySize: 60, minimumFrequency: 1 })
const config = {
  model_type: 'bert',
  vocab_size: 60,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 8,
  max_position_embeddings: 24,
}
const textual = () => createTextEncoder({ config, tokenizer, session: { threads: 1 } })
const argument = (message: string) => ({ code: 'argument', message: expect.stringContaining(message) as string })

it.each([
  ['a text encoder', textual],
  ['a static encoder', () => createStaticEncoder({ tokenizer, dimensions: 4 })],
])('%s refuses one text in the place of several', async (_kind, make) => {
  await using encoder = make()
  for (const call of [encoder.encode, encoder.encodeQueries, encoder.encodeDocuments]) {
    // @ts-expect-error a string is no list of texts.
    await expect(call('hello')).rejects.toMatchObject(argument('Give a list, such as [text]'))
    for (const wrong of [undefined, null, 5, {}])
      await expect(call(wrong as unknown as string[])).rejects.toMatchObject({ code: 'argument' })
    for (const wrong of [[1], [undefined], ['a', null], [['a']]])
      await expect(call(wrong as unknown as string[])).rejects.toMatchObject(argument('Give strings'))
  }
  // @ts-expect-error a string is no list of texts.
  await expect(encoder.encodeStream('hello').next()).rejects.toMatchObject({ code: 'argument' })
})

it('every function that takes texts refuses one', async () => {
  await using encoder = textual()
  const one = 'hello' as unknown as string[]
  await expect(encodeChunks(encoder, one)).rejects.toMatchObject({ code: 'argument' })
  await expect(quantizationReport(encoder, one, { bits: 8 })).rejects.toMatchObject({ code: 'argument' })
  await expect(staticStudent(encoder, one)).rejects.toMatchObject({ code: 'argument' })
  expect(() => lexicalStart(encoder.parts, one)).toThrow(expect.objectContaining({ code: 'argument' }) as Error)
})

it('refuses options that it does not have, and options that are none', async () => {
  await using encoder = textual()
  const call = (options: unknown) => encoder.encodeQueries(texts, options as object)
  await expect(call({ normalise: false })).rejects.toMatchObject(argument('the nearest one is "normalize"'))
  await expect(call(null)).rejects.toMatchObject({ code: 'argument' })
  await expect(call('query: ')).rejects.toMatchObject({ code: 'argument' })
})
