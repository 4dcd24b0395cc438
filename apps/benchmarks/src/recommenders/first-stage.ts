import { vectors, type Vectors } from '@towerkit/core'
import type { Recommender, VectorHistory } from '@towerkit/generate-rank'
import { Graph, matmul, transpose, writeOnnx } from '@towerkit/graph'
import { createSession } from '@towerkit/runtime'
import type { StudySplit } from './study-data.ts'
import type { UserScorer } from './whole-catalogue.ts'

/** Users whose scores are computed in one product. */
const usersAtOnce = 128

/** The first stage of a recommender over the catalogue of a split. */
export interface FirstStage {
  /** Scores the catalogue for users in the order in which they come. */
  readonly scorer: UserScorer
  readonly items: Vectors
  /** What the generator made of a user who has targets. */
  userOf(user: number): Float32Array
  historyOf(user: number, most: number): VectorHistory
  close(): Promise<void>
}

/** Vectors of all items and of the users who have targets. */
export async function firstStage(
  recommender: Recommender,
  split: StudySplit,
  { threads, items }: { readonly threads: number; readonly items?: Vectors },
): Promise<FirstStage> {
  const { events, width } = recommender.config
  const catalogue =
    items ?? (await recommender.items(split.items.map((_, row) => ({ row, categories: split.categories?.[row] }))))
  const historyOf = (user: number, most: number) => {
    const latest = split.train[user]!.subarray(-most)
    const rows = Array.from(latest, item => catalogue.data.subarray(item * width, (item + 1) * width))
    return { items: vectors(rows, width) }
  }
  // Those of similar length together: little is padded.
  const users = split.targets.flatMap((targets, user) => (targets.length > 0 ? [user] : []))
  const byLength = [...users].sort((a, b) => split.train[a]!.length - split.train[b]!.length)
  const placeOf = new Map(users.map((user, place) => [user, place]))
  const states = new Float32Array(users.length * width)
  const queries = new Float32Array(users.length * width)
  for (let start = 0; start < byLength.length; start += usersAtOnce) {
    const some = byLength.slice(start, start + usersAtOnce)
    const made = await recommender.users(some.map(user => historyOf(user, events)))
    some.forEach((user, i) => {
      const at = placeOf.get(user)! * width
      queries.set(made.queries.data.subarray(i * width, (i + 1) * width), at)
      states.set(made.users.data.subarray(i * width, (i + 1) * width), at)
    })
  }
  const session = await productSession(width, threads)
  const itemTensor = { dtype: 'float32' as const, shape: [catalogue.count, width], data: catalogue.data }
  let block = { start: 0, end: 0, scores: new Float32Array() }
  return {
    items: catalogue,
    userOf: user => states.subarray(placeOf.get(user)! * width, (placeOf.get(user)! + 1) * width),
    historyOf,
    async scorer(user, scores) {
      const place = placeOf.get(user)!
      if (place < block.start || place >= block.end) {
        const end = Math.min(place + usersAtOnce, users.length)
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
