import { createRecommender, type RecommenderConfig, type RecommenderTrainingOptions } from '@towerkit/generate-rank'
import { adamW, cosineSchedule, train } from '@towerkit/training'
import { sourceOf, type StudySplit } from './study-data.ts'
import type { UserScorer } from './whole-catalogue.ts'

/** One trained row of the study. */
export interface TrainedRow {
  readonly config: Partial<RecommenderConfig>
  readonly training: RecommenderTrainingOptions
  readonly steps: number
  readonly batchSize: number
  readonly learningRate: number
}

/** Trains a row on a split, and scores the whole catalogue by its first stage. */
export async function trainRow(
  row: TrainedRow,
  split: StudySplit,
  { seed, onProgress }: { readonly seed: number; readonly onProgress?: (text: string) => void },
): Promise<{ readonly scorer: UserScorer; readonly seconds: number }> {
  const categories = split.categories ? split.categoryCount : 0
  const sizes = { rows: split.items.length, categories, ...row.config }
  await using recommender = createRecommender(sizes, { seed })
  const { events, longEvents, width } = recommender.config
  const source = sourceOf(split)
  const data = split.train.flatMap(history => windows(history, events, longEvents))
  const started = performance.now()
  let told = started
  await train({
    ...recommender.training(source, { ...row.training, seed }),
    data,
    optimizer: adamW({ learningRate: row.learningRate, weightDecay: 0.01 }),
    schedule: cosineSchedule(),
    batchSize: row.batchSize,
    steps: row.steps,
    seed,
    onProgress: ({ step, steps, terms, remainingMs }) => {
      if (performance.now() - told < 10_000) return
      told = performance.now()
      const shown = Object.entries(terms).map(([name, value]) => `${name} ${value.toFixed(3)}`)
      onProgress?.(`step ${step} of ${steps}, ${shown.join(', ')}, ${(remainingMs / 1000).toFixed(0)} s left`)
    },
  })
  const seconds = (performance.now() - started) / 1000
  const items = await recommender.items(
    split.items.map((_, item) => ({ row: item, categories: split.categories?.[item] })),
  )
  const vectorsOf = (history: Int32Array) => {
    const latest = history.subarray(-events)
    const flat = new Float32Array(latest.length * width)
    latest.forEach((item, i) => flat.set(items.data.subarray(item * width, (item + 1) * width), i * width))
    return { items: { data: flat, count: latest.length, dimensions: width } }
  }
  const queries = new Float32Array(split.train.length * width)
  for (let start = 0; start < split.train.length; start += 256) {
    const some = split.train.slice(start, start + 256)
    queries.set((await recommender.users(some.map(vectorsOf))).queries.data, start * width)
  }
  const scorer: UserScorer = (user, scores) => {
    const query = queries.subarray(user * width, (user + 1) * width)
    for (let item = 0; item < scores.length; item++) {
      let sum = 0
      for (let d = 0; d < width; d++) sum += query[d]! * items.data[item * width + d]!
      scores[item] = sum
    }
  }
  return { scorer, seconds }
}

/** Sequences that have each event of a history as a target once, the latest window last. */
function windows(history: Int32Array, events: number, longEvents: number) {
  const found: { readonly sequence: { readonly items: Int32Array; readonly targets: number } }[] = []
  for (let end = history.length; end >= 2; end -= events) {
    const items = history.subarray(Math.max(0, end - Math.max(events, longEvents) - 1), end)
    found.push({ sequence: { items, targets: Math.min(events, end - 1) } })
  }
  return found
}
