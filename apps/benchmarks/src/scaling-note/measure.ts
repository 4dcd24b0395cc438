import { createHash } from 'node:crypto'
import { row, type Vectors } from '@towerkit/core'
import { evaluate, qrelsFrom, runFromHits } from '@towerkit/evaluation'
import { exactIndex } from '@towerkit/indices'
import { runtimeKernel } from '@towerkit/indices/runtime'
import type { Corpus } from './corpus.ts'
import type { Result } from './results.ts'

const rounded = (value: number) => Math.round(value * 1e4) / 1e4

/** R@50 and nDCG@10 of query vectors against document vectors, by exact search, and the entropy of the answers. */
export async function measure(
  { documents, test }: Corpus,
  queries: Vectors,
  stored: Vectors,
): Promise<Pick<Result, 'perQuery'> & { readonly values: Record<string, number> }> {
  const qrels = qrelsFrom(
    test.flatMap(({ id, relevant }) => relevant.map(document => ({ query: id, document, relevance: 1 }))),
  )
  await using index = exactIndex({ dimensions: stored.dimensions, kernel: runtimeKernel })
  await index.add([...documents.keys()], stored)
  const hits = await index.search(queries, 50)
  const { mean, perQuery } = evaluate({
    qrels,
    run: runFromHits(
      test.map(({ id }) => id),
      hits,
    ),
    measures: ['R@50', 'nDCG@10'],
  })
  return {
    values: { 'R@50': rounded(mean['R@50']), 'nDCG@10': rounded(mean['nDCG@10']) },
    perQuery: { recall: [...perQuery['R@50']].map(rounded), ndcg: [...perQuery['nDCG@10']].map(rounded) },
  }
}

/**
 * Contrastive entropy on a fixed pool: −ln of the share of the first answer among all documents, at one temperature. In
 * nats, mean over queries.
 */
export function entropy({ documents, test }: Corpus, queries: Vectors, stored: Vectors, temperature = 0.05): number {
  const place = new Map([...documents.keys()].map((key, i) => [key, i]))
  const every = Math.max(1, Math.floor(test.length / 250))
  let sum = 0
  let count = 0
  for (let i = 0; i < test.length; i += every) {
    const query = row(queries, i)
    const scores = Float64Array.from({ length: stored.count }, (_, d) => dot(query, row(stored, d)) / temperature)
    const highest = scores.reduce((most, score) => Math.max(most, score))
    sum +=
      highest +
      Math.log(scores.reduce((total, score) => total + Math.exp(score - highest), 0)) -
      scores[place.get(test[i]!.relevant[0]!)!]!
    count++
  }
  return sum / count
}

/** How often |⟨s,d⟩ − ⟨t,d⟩| ≤ ‖s − t‖ fails over some queries and documents, and the mean ‖s − t‖. */
export function bound(
  student: Vectors,
  teacher: Vectors,
  stored: Vectors,
): { readonly violations: number; readonly checked: number; readonly distance: number } {
  let violations = 0
  let checked = 0
  let distance = 0
  for (let i = 0; i < student.count; i++) {
    const s = row(student, i)
    const t = row(teacher, i)
    const apart = Math.sqrt(s.reduce((sum, value, k) => sum + (value - t[k]!) ** 2, 0))
    distance += apart
    for (let d = i % 97; d < stored.count; d += 97) {
      checked++
      if (Math.abs(dot(s, row(stored, d)) - dot(t, row(stored, d))) > apart + 1e-5) violations++
    }
  }
  return { violations, checked, distance: distance / student.count }
}

/** Digest of vectors or weights. */
export function digest(...arrays: readonly ArrayBufferView[]): string {
  const hash = createHash('sha256')
  for (const { buffer, byteOffset, byteLength } of arrays) hash.update(new Uint8Array(buffer, byteOffset, byteLength))
  return hash.digest('hex')
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
