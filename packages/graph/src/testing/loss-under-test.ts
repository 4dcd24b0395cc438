import { seededRandom } from '@towerkit/core'
import { columnsOfLoss, type ReadColumn } from '../loss-column.ts'
import type { Loss } from '../loss.ts'
import type { RunModel } from './check-gradient.ts'
import { evaluateLoss, sizeOf, type FilledColumn, type FilledColumns } from './evaluate-loss.ts'

/** Shape of the embeddings that a loss is tested with. */
export const batchSize = 5
export const dimensions = 4

/** Elements of a column. */
export type DrawColumn = (column: FilledColumn) => readonly number[]

/** A loss with the columns that it is tested with. */
export interface LossUnderTest {
  readonly loss: Loss
  readonly run: RunModel
  readonly range: readonly [low: number, high: number]
  readonly described: readonly ReadColumn[]
  /** Names of the columns that are not optional. */
  readonly names: readonly string[]
  readonly required: FilledColumns
  readonly columns: FilledColumns
  /** Elements drawn from the range, times `scale`. */
  random(seed: number, scale?: number): DrawColumn
  /** Loss and gradients, by name. */
  evaluate(data: DrawColumn, of?: FilledColumns, symbolic?: boolean): Promise<Record<string, readonly number[]>>
}

/** Fills the columns of a loss: those that are given, and embeddings [5, 4] for the others that it needs. */
export function lossUnderTest(
  loss: Loss,
  {
    run,
    given,
    range,
  }: { readonly run: RunModel; readonly given: FilledColumns; readonly range: readonly [low: number, high: number] },
): LossUnderTest {
  const [low, high] = range
  const described = columnsOfLoss(loss)
  const names = described.filter(({ isOptional }) => !isOptional).map(({ name }) => name)
  const required: FilledColumns = Object.fromEntries(
    names.map(name => [name, given[name] ?? { shape: [batchSize, dimensions] }]),
  )
  const columns: FilledColumns = { ...required, ...given }
  return {
    loss,
    run,
    range,
    described,
    names,
    required,
    columns,
    random(seed, scale = 1) {
      const next = seededRandom(seed)
      return ({ shape }) => Array.from({ length: sizeOf(shape) }, () => scale * (low + (high - low) * next()))
    },
    evaluate: (data, of = columns, symbolic = false) => evaluateLoss(loss, { run, columns: of, data, symbolic }),
  }
}
