import { createRecommender, type Recommender } from '@towerkit/generate-rank'
import { adamW, lengthBucketedSampler, train } from '@towerkit/training'
import { firstStage } from './first-stage.ts'
import { otherHistories } from './other-histories.ts'
import { sourceOf, type StudySplit } from './study-data.ts'
import type { StudyRow } from './study-rows.ts'
import { gains, hitRates, wholeCatalogue } from './whole-catalogue.ts'

/** Validation targets that are ranked while a row is trained. */
const validated = 6000

/** A trained row of the study. */
export interface TrainedRow {
  readonly recommender: Recommender
  readonly seconds: number
  /** Steps taken, and that of the weights that were kept. */
  readonly steps: number
  readonly best: number
  /** Scores of the kept weights on the validation targets. */
  readonly validation: Readonly<Record<string, number>>
}

/**
 * Trains a row on the events before the validation targets, and keeps the weights that ranked those targets best.
 *
 * @param options.folder Of checkpoints: a run that was stopped goes on from the last one.
 */
export async function trainRow(
  row: StudyRow,
  split: StudySplit,
  {
    seed,
    folder,
    threads,
    onProgress,
  }: {
    readonly seed: number
    readonly folder: string
    readonly threads: number
    readonly onProgress: (text: string) => void
  },
): Promise<TrainedRow> {
  const categories = split.categories ? split.categoryCount : 0
  const session = { threads }
  const recommender = createRecommender(
    { rows: split.items.length, categories, ...row.config },
    { seed, session: { ...session, workers: 1 } },
  )
  const { events, longEvents } = recommender.config
  const examples = split.train.flatMap(history => windows(history, events, longEvents))
  const perPass = Math.max(1, Math.floor(examples.length / row.batchSize))
  const steps = Math.round(row.passes * perPass)
  const every = Math.max(1, Math.round(row.passesBetween * perPass))
  const asked = sampleOf(split)
  const started = performance.now()
  let told = started
  const { model, loss } = recommender.training(sourceOf(split), { ...row.training, seed })
  const result = await train({
    model: row.control === 'other histories' ? otherHistories(model) : model,
    loss,
    data: lengthBucketedSampler(examples, {
      batchSize: row.batchSize,
      length: ({ sequence }) => Math.min(events, (sequence as { items: Int32Array }).items.length - 1),
      seed,
    }),
    optimizer: adamW({ learningRate: row.learningRate, weightDecay: row.weightDecay }),
    clipNorm: row.clipNorm,
    steps,
    seed,
    session,
    checkpoints: { folder, every: Math.min(every, 50) },
    evaluation: {
      every,
      patience: row.patience,
      run: async ({ step }) => {
        const { scorer, close } = await firstStage(recommender, asked, { threads })
        const { places } = await wholeCatalogue(asked, scorer)
        await close()
        const scores = {
          'nDCG@50': mean(gains(places, 50)),
          'HR@10': mean(hitRates(places, 10)),
          'nDCG@10': mean(gains(places, 10)),
          'HR@200': mean(hitRates(places, 200)),
        }
        const shown = Object.entries(scores).map(([name, value]) => `${name} ${value.toFixed(4)}`)
        onProgress(`step ${step} of ${steps}, validation ${shown.join(', ')}`)
        return scores
      },
    },
    onProgress: ({ step, terms, gradientNorm, remainingMs }) => {
      if (performance.now() - told < 10_000) return
      told = performance.now()
      const shown = Object.entries(terms).map(([name, value]) => `${name} ${value.toFixed(3)}`)
      onProgress(
        `step ${step} of ${steps}, ${shown.join(', ')}, gradient ${gradientNorm.toFixed(2)}, ` +
          `${(remainingMs / 1000).toFixed(0)} s left`,
      )
    },
  })
  const best = result.evaluations.findLast(({ isBest }) => isBest)!
  return {
    recommender,
    seconds: (performance.now() - started) / 1000,
    steps: result.steps,
    best: best.step,
    validation: best.scores,
  }
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

/** The split with every so many of its cases, evenly. */
function sampleOf(split: StudySplit): StudySplit {
  const stride = Math.ceil(split.cases.length / validated)
  return { ...split, cases: split.cases.filter((_, i) => i % stride === 0) }
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
