import type { Hit } from '@towerkit/core'
import { normalizeScores, type ScoreNormalization } from './normalize-scores.ts'

/** Options of the methods. */
export interface FusionParameters {
  readonly normalization: ScoreNormalization
  readonly k: number
  readonly persistence: number
  /** How many documents all lists have together. */
  readonly documents: number
}

/** A way to make one ranking of several: each list gives its documents points, and a document's points are combined. */
export interface FusionMethod {
  readonly formula: string
  readonly source: string
  /** Points of the hits of one list, which come best first. */
  points(hits: readonly Hit[], parameters: FusionParameters): number[]
  /** Points that a list gives to each document that it lacks. Without it they get none. */
  absentPoints?(listed: number, documents: number): number
  /** @param points Of one document, from the lists that have it. */
  combine(points: readonly number[]): number
}

const fox = 'Fox and Shaw, Combination of multiple searches, TREC-2, 1993'
const mourao =
  'Mourão, Martins and Magalhães, Multimodal medical information retrieval with unsupervised rank fusion, 2015'
const sum = (points: readonly number[]) => points.reduce((total, value) => total + value, 0)
const scores = (hits: readonly Hit[], { normalization }: FusionParameters) => normalizeScores(hits, normalization)
const inverseSquares = (hits: readonly Hit[]) => hits.map((_, i) => 1 / (i + 1) ** 2)

/**
 * Every method by its name; r is the rank of a document in a list, s its normalised score, n how many lists have it.
 */
export const fusionMethods = {
  RRF: {
    formula: 'sum of 1 / (k + r)',
    source: 'Cormack, Clarke and Büttcher, Reciprocal rank fusion, SIGIR 2009',
    points: (hits, { k }) => hits.map((_, i) => 1 / (k + i + 1)),
    combine: sum,
  },
  ISR: {
    formula: 'n * sum of 1 / r^2',
    source: mourao,
    points: inverseSquares,
    combine: points => points.length * sum(points),
  },
  logISR: {
    formula: 'ln(n) * sum of 1 / r^2',
    source: mourao,
    points: inverseSquares,
    combine: points => Math.log(points.length) * sum(points),
  },
  RBC: {
    formula: 'sum of (1 - persistence) * persistence^(r - 1)',
    source: 'Bailey et al., Retrieval consistency in the presence of query variations, SIGIR 2017',
    points: (hits, { persistence }) => hits.map((_, i) => (1 - persistence) * persistence ** i),
    combine: sum,
  },
  Borda: {
    formula: 'sum of N - r + 1 over all N documents; the documents that a list lacks share the rest of its points',
    source: 'Aslam and Montague, Models for metasearch, SIGIR 2001',
    points: (hits, { documents }) => hits.map((_, i) => documents - i),
    absentPoints: (listed, documents) => (documents - listed + 1) / 2,
    combine: sum,
  },
  CombSUM: { formula: 'sum of s', source: fox, points: scores, combine: sum },
  CombMNZ: { formula: 'n * sum of s', source: fox, points: scores, combine: points => points.length * sum(points) },
  CombANZ: { formula: 'sum of s / n', source: fox, points: scores, combine: points => sum(points) / points.length },
  CombMAX: { formula: 'highest s', source: fox, points: scores, combine: points => Math.max(...points) },
  CombMIN: { formula: 'lowest s', source: fox, points: scores, combine: points => Math.min(...points) },
  CombMED: { formula: 'median of s', source: fox, points: scores, combine: median },
} as const satisfies Record<string, FusionMethod>

function median(points: readonly number[]): number {
  const sorted = [...points].sort((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
}
