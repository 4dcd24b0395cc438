import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { changedShape, changedValues, putChangedValues, withNewRows } from './changed-values.ts'
import type { StoredPart } from './stored-part.ts'
import type { TrainedWeight } from './weights.ts'

/** Scores by name. */
export type Scores = Readonly<Record<string, number>>

/** Options of `train`'s `evaluation`. */
export interface EvaluationOptions {
  /**
   * Scores the model after a step; must depend only on its weights, or a resumed run would differ.
   */
  readonly run: (context: { readonly step: number }) => Promise<Scores> | Scores
  /** Steps between evaluations; the last step is always evaluated. */
  readonly every: number
  /** The score that decides. Default: the first one. */
  readonly metric?: string
  /** Default false: higher is better. */
  readonly lowerIsBetter?: boolean
  /** Stops after so many evaluations without a better one. Default: never. */
  readonly patience?: number
  /** Minimum gain for an evaluation to count as better. Default 0. */
  readonly minimumGain?: number
  /** Leaves the weights of the best evaluation in the model at the end. Default true. */
  readonly keepBest?: boolean
}

/** One evaluation of a run. */
export interface Evaluation {
  readonly step: number
  readonly scores: Scores
  /** Whether it was the best so far. */
  readonly isBest: boolean
}

/** The evaluations of a run, and what follows from them. */
export interface EvaluationHistory extends StoredPart {
  readonly history: readonly Evaluation[]
  /** Called before a step changes the weights, after its rows were added to the touched ones. */
  beforeUpdate(): void
  isDue(step: number, steps: number): boolean
  /** @throws {ArgumentError} if the metric is not among the scores, or is not a number. */
  evaluate(step: number): Promise<void>
  hasStopped(): boolean
  restoreHistory(history: readonly Evaluation[]): void
  /** Leaves the best weights in the model. */
  finish(): void
}

/**
 * Keeps the evaluations of a run. Without options there are none.
 *
 * @throws {ArgumentError} if an option is out of its range.
 */
export function evaluationHistory(
  weights: readonly TrainedWeight[],
  options: EvaluationOptions | undefined,
): EvaluationHistory {
  if (!options)
    return {
      history: [],
      beforeUpdate() {},
      tensors: () => ({}),
      restore() {},
      isDue: () => false,
      evaluate: async () => {},
      hasStopped: () => false,
      restoreHistory() {},
      finish() {},
    }
  requireKnownOptions('train.evaluation', options, {
    run: true,
    every: true,
    metric: true,
    lowerIsBetter: true,
    patience: true,
    minimumGain: true,
    keepBest: true,
  })
  const { run, every, lowerIsBetter = false, patience = Infinity, minimumGain = 0, keepBest = true } = options
  if (!Number.isInteger(every) || every < 1)
    throw new ArgumentError(`train: evaluation.every is ${every}. Give a whole number of at least 1.`, { every })
  if (!(patience >= 1))
    throw new ArgumentError(`train: evaluation.patience is ${patience}. Give a whole number of at least 1.`, {
      patience,
    })
  if (!(minimumGain >= 0))
    throw new ArgumentError(`train: evaluation.minimumGain is ${minimumGain}. Give a number from 0 up.`, {
      minimumGain,
    })
  const best = keepBest
    ? weights.filter(({ isStored }) => isStored).map(weight => ({ weight, values: changedValues(weight) }))
    : []
  const history: Evaluation[] = []
  const valueOf = ({ scores }: Pick<Evaluation, 'scores'>, step: number) => {
    const metric = options.metric ?? Object.keys(scores)[0]
    const value = metric === undefined ? undefined : scores[metric]
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw new ArgumentError(
        `train: the evaluation of step ${step} gave ` +
          `${metric === undefined ? 'no scores' : `${metric} = ${value}`}. Give finite numbers by name, ` +
          `${metric ?? 'the metric'} among them.`,
        { step, metric, value },
      )
    return lowerIsBetter ? -value : value
  }
  return {
    history,
    // What is new since the best evaluation had its first values then.
    beforeUpdate() {
      for (const each of best) each.values = withNewRows(each.weight, each.values)
    },
    tensors: () =>
      Object.fromEntries(
        best.map(({ weight, values }) => [
          `best.${weight.name}`,
          { dtype: 'float32', shape: changedShape(weight), data: values },
        ]),
      ),
    restore(tensors) {
      for (const each of best) each.values = tensors[`best.${each.weight.name}`]!.data as Float32Array<ArrayBuffer>
    },
    isDue: (step, steps) => step === steps || step % every === 0,
    async evaluate(step) {
      const scores = await run({ step })
      const value = valueOf({ scores }, step)
      const previous = history.findLast(({ isBest }) => isBest)
      const isBest = previous === undefined || value > valueOf(previous, previous.step) + minimumGain
      history.push({ step, scores, isBest })
      if (isBest) for (const { weight, values } of best) changedValues(weight, weight.data, values)
    },
    hasStopped: () => history.length - 1 - history.findLastIndex(({ isBest }) => isBest) >= patience,
    restoreHistory: stored => void history.splice(0, history.length, ...stored),
    finish() {
      if (history.length > 0) for (const { weight, values } of best) putChangedValues(weight, values)
    },
  }
}
