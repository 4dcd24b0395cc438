import type { Metadata } from '../metadata.ts'
import type { SearchOptions, VectorIndex } from '../vector-index.ts'
import { vectors } from '../vectors.ts'
import { expect } from './conformance.ts'
import type { UsingIndex } from './using-index.ts'

const records: readonly Metadata[] = [
  { kind: 'class', year: 2019, tested: true, tags: ['news', 'tech'], author: { name: 'Ada', age: 36 } },
  { kind: 'function', year: 2021, tested: false, tags: [], big: 9007199254740993n },
  { kind: 'function', year: 2024, author: { name: 'Grace' }, day: '2024-05-31T10:00:00Z' },
  { kind: 'option', since: '2020-03-01', ['__proto__']: 'plain', day: '2024-06-01T01:00:00+02:00', tags: ['tech'] },
]

/** Makes a test with an index of `a` to `d`, which have metadata of all kinds, and `plain`, which has none. */
export function filledIndex(using: UsingIndex, work: (index: VectorIndex) => Promise<void>): () => Promise<void> {
  return using(2, async index => {
    const rows = [0.1, 0.2, 0.3, 0.4].map(score => [score, 0])
    await index.add(['a', 'b', 'c', 'd'], vectors(rows), { metadata: records })
    await index.add(['plain'], vectors([[0.5, 0]]))
    await work(index)
  })
}

/** Fails unless a search finds these keys, given in alphabetical order. */
export async function expectFound(index: VectorIndex, options: SearchOptions, expected: string): Promise<void> {
  const [hits] = await index.search(vectors([[1, 0]]), 10, options)
  const keys = hits!
    .map(hit => hit.key)
    .toSorted()
    .join()
  expect(keys === expected, `${JSON.stringify(options, bigintsAsText)} found "${keys}", expected "${expected}"`)
}

function bigintsAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value
}
