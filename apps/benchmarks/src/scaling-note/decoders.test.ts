import { expect, it } from 'vitest'
import { row } from '@towerkit/core'
import type { Corpus } from './corpus.ts'
import { copyOf, corpusTokenizer, decoder, narrowWords } from './decoders.ts'

const names = ['file', 'door', 'socket', 'table', 'queue', 'stream', 'timer', 'worker']
const documents = new Map(
  names.flatMap(name =>
    ['open', 'close', 'read', 'move'].map(verb => [`${verb}-${name}`, `${verb} ${name} function`] as const),
  ),
)
const corpus: Corpus = {
  name: 'api',
  documents,
  pairs: [...documents].map(([positive, text]) => ({ query: `how to ${text}`, positive })),
  test: [],
  texts: [],
}

it('a narrow tower starts as the wide one where its rank suffices, of vectors that have less', async () => {
  const wide = copyOf(
    decoder(corpus, { width: 16, layers: 0 }, { tokenizer: corpusTokenizer(corpus), seed: 1, maxLength: 16 }),
    'query',
  )
  const texts = corpus.pairs.slice(0, 6).map(({ query }) => query)
  const vectors = await wide.encodeQueries(texts, { normalize: false })
  const narrow = copyOf(narrowWords(wide.parts, 7, vectors), 'student')
  const learnt = await narrow.encodeQueries(texts, { normalize: false })
  for (const [i] of texts.entries())
    row(learnt, i).forEach((value, k) => expect(value).toBeCloseTo(row(vectors, i)[k]!, 3))
  await Promise.all([wide.close(), narrow.close()])
})
