import {
  ArgumentError,
  DataError,
  row,
  type EncodeOptions,
  type Encoder,
  type Vectors,
  requireKnownOptions,
} from '@towerkit/core'
import { logisticRegression } from './logistic-regression.ts'
import { requireEncoder } from './require-encoder.ts'
import { requireKind } from '../require-kind.ts'

/** An input with its class. */
export interface LabeledInput<Input> {
  readonly input: Input
  readonly label: string
}

/** How `evaluateClassification` classifies. */
export interface EvaluateClassificationOptions extends EncodeOptions {
  /** On vectors of unit length, which are not changed. Default 'logistic-regression'. */
  readonly method?: 'logistic-regression' | 'nearest-neighbors'
  /**
   * Nearest neighbours by cosine, which vote; of equal votes the nearer ones win. A whole number of at least 1, default
   * 5.
   */
  readonly neighbors?: number
  /** Logistic regression: weight of the squared weights, the inverse of scikit-learn's C. Above 0, default 1. */
  readonly regularization?: number
}

/** How often a classifier is right. */
export interface ClassificationReport {
  readonly accuracy: number
  /** Mean over the classes of the test inputs. */
  readonly macroF1: number
  readonly predictions: readonly string[]
}

/**
 * Tells how well vectors hold what a label says: fits a simple classifier on the frozen vectors of one set and tests it
 * on another.
 *
 * @param data Training inputs of at least two classes, and at least one test input.
 * @throws {DataError} if there are fewer.
 * @throws {ArgumentError} if an option is out of range.
 *
 * @example
 * const { accuracy } = await evaluateClassification(encoder, { train, test }, { method: 'nearest-neighbors' })
 */
export async function evaluateClassification<Input>(
  encoder: Encoder<Input>,
  data: { readonly train: readonly LabeledInput<Input>[]; readonly test: readonly LabeledInput<Input>[] },
  given: EvaluateClassificationOptions = {},
): Promise<ClassificationReport> {
  const {
    method = 'logistic-regression',
    neighbors = 5,
    regularization = 1,
    ...options
  } = requireKnownOptions<EvaluateClassificationOptions>('evaluateClassification', given, {
    method: true,
    neighbors: true,
    regularization: true,
    signal: true,
    onProgress: true,
  })
  requireKind('evaluateClassification', data, { kind: 'an object', name: 'data', example: '{ train, test }' })
  const { train, test } = data
  requireEncoder('evaluateClassification', encoder, { train, test })
  if (method !== 'logistic-regression' && method !== 'nearest-neighbors')
    throw new ArgumentError(
      `evaluateClassification: method is "${method}". Give logistic-regression or nearest-neighbors.`,
      { method },
    )
  if (!Number.isSafeInteger(neighbors) || neighbors < 1)
    throw new ArgumentError(`evaluateClassification: neighbors is ${neighbors}. Give a whole number of at least 1.`, {
      neighbors,
    })
  if (!(regularization > 0 && regularization < Infinity))
    throw new ArgumentError(
      `evaluateClassification: regularization is ${regularization}. Give a finite number above 0.`,
      { regularization },
    )
  const labels = [...new Set(train.map(({ label }) => label))]
  if (labels.length < 2 || test.length === 0)
    throw new DataError(
      `evaluateClassification: ${labels.length} classes and ${test.length} test inputs. Give at least two and one.`,
      { classes: labels.length, test: test.length },
    )
  const known = unitRows(
    await encoder.encode(
      train.map(({ input }) => input),
      options,
    ),
  )
  const asked = unitRows(
    await encoder.encode(
      test.map(({ input }) => input),
      options,
    ),
  )
  const classes = train.map(({ label }) => labels.indexOf(label))
  const classify =
    method === 'logistic-regression'
      ? logisticRegression(known, classes, { regularization })
      : nearestNeighbors(known, classes, neighbors)
  const predictions = asked.map(vector => labels[classify(vector)]!)
  return {
    accuracy: share(test, (label, i) => label === predictions[i]),
    macroF1: macroF1(
      test.map(({ label }) => label),
      predictions,
    ),
    predictions,
  }
}

function unitRows(vectors: Vectors): number[][] {
  return Array.from({ length: vectors.count }, (_, i) => {
    const values = [...row(vectors, i)]
    const length = Math.hypot(...values) || 1
    return values.map(value => value / length)
  })
}

function nearestNeighbors(
  rows: readonly (readonly number[])[],
  classes: readonly number[],
  neighbors: number,
): (vector: readonly number[]) => number {
  return vector => {
    const cosines = rows.map(each => each.reduce((sum, value, d) => sum + value * vector[d]!, 0))
    const nearest = rows
      .map((_, i) => i)
      .sort((a, b) => cosines[b]! - cosines[a]!)
      .slice(0, neighbors)
    const votes = new Map<number, number>()
    for (const i of nearest) votes.set(classes[i]!, (votes.get(classes[i]!) ?? 0) + 1)
    return [...votes].reduce((best, vote) => (vote[1] > best[1] ? vote : best))[0]
  }
}

function share<Input>(test: readonly LabeledInput<Input>[], holds: (label: string, i: number) => boolean): number {
  return test.filter(({ label }, i) => holds(label, i)).length / test.length
}

function macroF1(labels: readonly string[], predictions: readonly string[]): number {
  const classes = [...new Set(labels)]
  const scores = classes.map(label => {
    const right = labels.filter((each, i) => each === label && predictions[i] === label).length
    return (
      (2 * right) / (labels.filter(each => each === label).length + predictions.filter(each => each === label).length)
    )
  })
  return scores.reduce((sum, score) => sum + score, 0) / classes.length
}
