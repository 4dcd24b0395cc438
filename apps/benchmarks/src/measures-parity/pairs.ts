import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { seededRandom } from '@towerkit/core'
import { beir } from '@towerkit/datasets'
import { bm25, luceneEnglish } from '@towerkit/retrieval'
import { diversityMeasures, measures } from './measures.ts'

/**
 * A run and its judgements, as rows: other formats would lose the order, which ranks equal scores in some
 * implementations.
 */
export interface Pair {
  readonly name: string
  /** Query, subtopic, document, relevance. */
  readonly qrels: readonly (readonly [string, string, string, number])[]
  /** Query, document, score. */
  readonly run: readonly (readonly [string, string, number])[]
  readonly measures: readonly string[]
}

/**
 * Random runs: few or many different scores, missed queries, queries that are not judged, graded and negative
 * relevance.
 */
export function generatedPairs(): Pair[] {
  const pairs: Pair[] = []
  for (const [grades, scores] of [
    [[0, 1], 3],
    [[0, 1], 1000],
    [[0, 1, 2, 3, 4], 5],
    [[0, 1, 2, 3, 4], 1000],
    [[-2, -1, 0, 1, 2], 5],
    [[-1, 0, 1, 2, 3], 1000],
    [[0, 0, 0, 1], 1],
  ] as const) {
    for (const [queries, depth] of [
      [12, 40],
      [5, 5],
      [8, 60],
      [2, 1100],
    ] as const)
      pairs.push(generated(pairs.length + 1, { grades, scores, queries, depth, subtopics: 1 }))
  }
  for (const [grades, scores] of [
    [[0, 1], 4],
    [[0, 0, 1], 1000],
    [[0, 1, 2], 6],
    [[-1, 0, 1, 2], 1000],
  ] as const) {
    for (const subtopics of [2, 5])
      pairs.push(generated(pairs.length + 1, { grades, scores, queries: 12, depth: 50, subtopics }))
  }
  return pairs
}

interface Settings {
  readonly grades: readonly number[]
  readonly scores: number
  readonly queries: number
  readonly depth: number
  readonly subtopics: number
}

function generated(seed: number, { grades, scores, queries, depth, subtopics }: Settings): Pair {
  const random = seededRandom(seed)
  const documents = Array.from({ length: Math.ceil(depth * 1.5) }, (_, i) => `d${i}`)
  const some = (share: number) => documents.filter(() => random() < share).sort(() => random() - 0.5)
  const qrels: [string, string, string, number][] = []
  const run: [string, string, number][] = []
  for (let query = 1; query <= queries; query++) {
    for (const document of [...some(Math.min(0.4, 40 / documents.length)), `judged${query}`]) {
      for (let subtopic = 1; subtopic <= subtopics; subtopic++) {
        if (subtopics === 1 || random() < 0.6)
          qrels.push([
            `${query}`,
            `${subtopics === 1 ? 0 : subtopic}`,
            document,
            grades[Math.floor(random() * grades.length)]!,
          ])
      }
    }
    if (query === 1 || random() < 0.85)
      for (const document of [...some(0.6), 'd0x'])
        run.push([`${query}`, document, Math.floor(random() * scores) / scores])
  }
  run.push(['999', 'd1', 1])
  const name =
    `generated, seed ${seed}: relevance of ${grades.join()}, ${scores} different scores, ${queries} queries, depth ` +
    `${depth}${subtopics > 1 ? `, ${subtopics} subtopics` : ''}`
  return { name, qrels, run, measures: subtopics > 1 ? diversityMeasures : measures }
}

/**
 * 100 of scifact's test and of its training claims, 3 of them missed, with two kinds of BM25, and films by popularity,
 * whose scores tie and whose ratings are grades.
 */
export async function realPairs(data: string): Promise<Pair[]> {
  const { corpus, queries, qrels } = beir(join(data, 'scifact'))
  const documents: { id: string; text: string }[] = []
  for await (const { id, title, text } of corpus()) documents.push({ id, text: `${title} ${text}` })
  const texts = new Map<string, string>()
  for await (const { id, text } of queries()) texts.set(id, text)
  const pairs: Pair[] = []
  for (const [split, index] of [
    ['test', bm25(documents)],
    ['train', bm25(documents, { k1: 0.9, b: 0.4, tokenize: luceneEnglish(), lengths: 'lucene' })],
  ] as const) {
    const judged: [string, string, string, number][] = []
    for await (const { query, document, relevance } of qrels(split)) judged.push([query, '0', document, relevance])
    const asked = [...new Set(judged.map(([query]) => query))].slice(0, 100)
    const run = asked
      .slice(3)
      .flatMap(query => index.search(texts.get(query)!, 100).map(({ key, score }) => [query, key, score] as const))
    pairs.push({
      name: `scifact, ${split}, BM25`,
      qrels: judged.filter(([query]) => asked.includes(query)),
      run,
      measures,
    })
  }
  return [...pairs, ...(await films(join(data, 'ml-latest-small')))]
}

async function films(folder: string): Promise<Pair[]> {
  const ratings = (await readFile(join(folder, 'ratings.csv'), 'utf8'))
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.split(',') as [string, string, string, string])
  const genres = new Map(
    (await readFile(join(folder, 'movies.csv'), 'utf8'))
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map(line => [line.slice(0, line.indexOf(',')), line.slice(line.lastIndexOf(',') + 1).split('|')]),
  )
  const counts = new Map<string, number>()
  for (const [, film] of ratings) counts.set(film, (counts.get(film) ?? 0) + 1)
  const popular = [...counts].filter(([, count]) => count > 80).map(([film, count]) => [film, count] as const)
  const users = [...new Set(ratings.map(([user]) => user))].slice(0, 60)
  const judged = ratings
    .filter(([user]) => users.includes(user))
    .map(([user, film, rating]) => [user, film, Math.floor(Number(rating)) - 1] as const)
  const run = users.slice(5).flatMap(user => popular.map(([film, count]) => [user, film, count] as const))
  return [
    {
      name: 'ml-latest-small, ratings of 60 users, 5 of them missed, films by popularity',
      qrels: judged.map(([user, film, grade]) => [user, '0', film, grade]),
      run,
      measures,
    },
    {
      name: 'ml-latest-small, the same with genres as subtopics',
      qrels: judged.flatMap(([user, film, grade]) =>
        (genres.get(film) ?? []).map(genre => [user, genre, film, grade] as const),
      ),
      run,
      measures: diversityMeasures,
    },
  ]
}
