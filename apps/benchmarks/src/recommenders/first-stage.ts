import { vectors, type Vectors } from '@towerkit/core'
import type { Recommender, VectorHistory } from '@towerkit/generate-rank'
import { Graph, matmul, transpose, writeOnnx } from '@towerkit/graph'
import { createSession } from '@towerkit/runtime'
import type { StudySplit } from './study-data.ts'
import type { HistoryScorer } from './whole-catalogue.ts'

/** Histories whose scores are computed in one product. */
const usersAtOnce = 128

/** The first stage of a recommender over the catalogue of a split. */
export interface FirstStage {
  /** Scores the catalogue for the histories of the split's cases, in the order in which they come. */
  readonly scorer: HistoryScorer
  readonly items: Vectors
  /** What the generator made of the history of a case. */
  userOf(history: Int32Array): Float32Array
  /** The latest events of a history. */
  eventsOf(history: Int32Array, most: number): VectorHistory
  close(): Promise<void>
}

/** Vectors of all items and of the histories of all cases. */
export async function firstStage(
  recommender: Recommender,
  { cases, items: names, categories }: Pick<StudySplit, 'cases' | 'items' | 'categories'>,
  { threads, items }: { readonly threads: number; readonly items?: Vectors },
): Promise<FirstStage> {
  const { events, width } = recommender.config
  const catalogue = items ?? (await recommender.items(names.map((_, row) => ({ row, categories: categories?.[row] }))))
  const eventsOf = (history: Int32Array, most: number) => {
    const rows = Array.from(history.subarray(-most), item => catalogue.data.subarray(item * width, (item + 1) * width))
    return { items: vectors(rows, width) }
  }
  // Those of similar length together: little is padded.
  const histories = cases.map(({ history }) => history)
  const byLength = [...histories.keys()].sort((a, b) => histories[a]!.length - histories[b]!.length)
  const placeOf = new Map(histories.map((history, place) => [history, place]))
  const states = new Float32Array(cases.length * width)
  const queries = new Float32Array(cases.length * width)
  for (let start = 0; start < byLength.length; start += usersAtOnce) {
    const some = byLength.slice(start, start + usersAtOnce)
    const made = await recommender.users(some.map(place => eventsOf(histories[place]!, events)))
    some.forEach((place, i) => {
      queries.set(made.queries.data.subarray(i * width, (i + 1) * width), place * width)
      states.set(made.users.data.subarray(i * width, (i + 1) * width), place * width)
    })
  }
  const session = await productSession(width, threads)
  const itemTensor = { dtype: 'float32' as const, shape: [catalogue.count, width], data: catalogue.data }
  let block = { start: 0, end: 0, scores: new Float32Array() }
  return {
    items: catalogue,
    userOf(history) {
      const place = placeOf.get(history)!
      return states.subarray(place * width, (place + 1) * width)
    },
    eventsOf,
    async scorer(history, scores) {
      const place = placeOf.get(history)!
      if (place < block.start || place >= block.end) {
        const end = Math.min(place + usersAtOnce, cases.length)
        const data = queries.subarray(place * width, end * width)
        const { scores: product } = await session.run({
          users: { dtype: 'float32', shape: [end - place, width], data },
          items: itemTensor,
        })
        block = { start: place, end, scores: product!.data as Float32Array<ArrayBuffer> }
      }
      const at = (place - block.start) * catalogue.count
      scores.set(block.scores.subarray(at, at + catalogue.count))
    },
    close: () => session.close(),
  }
}

function productSession(width: number, threads: number) {
  const graph = new Graph()
  const users = graph.input('users', 'float32', ['users', width])
  graph.output('scores', matmul(users, transpose(graph.input('items', 'float32', ['items', width]))))
  return createSession(writeOnnx(graph), { threads })
}
