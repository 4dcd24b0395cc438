import { requireKnownOptions } from '@towerkit/core'
import { applySkips, expect, expectRejection, type ConformanceCase, type ConformanceSkip } from '@towerkit/core/testing'
import type { Shape } from '../dimension.ts'
import { Graph } from '../graph.ts'
import { firstLossParameters, type Loss } from '../loss.ts'
import type { RunModel } from './check-gradient.ts'
import { lossOf, type FilledColumns } from './evaluate-loss.ts'
import { batchSize, dimensions, lossUnderTest } from './loss-under-test.ts'
import { lossValueCases } from './loss-value-cases.ts'

/** Options of `testLoss`. */
export interface TestLossOptions {
  readonly run: RunModel
  /** Columns that are not embeddings [5, 4], and the optional columns to test with. */
  readonly columns?: FilledColumns
  /** Range of the drawn embeddings, to keep away from kinks. Default [-1, 1]. */
  readonly range?: readonly [low: number, high: number]
  readonly skip?: readonly ConformanceSkip[]
}

/**
 * The contract of `Loss` as test cases, for any test runner: its gradient, other lengths, other orders, extreme inputs
 * and wrong columns.
 *
 * @example
 * for (const { name, run } of testLoss(myLoss, { run: runModel })) it(name, run)
 */
export function testLoss(loss: Loss, options: TestLossOptions): ConformanceCase[] {
  const {
    run,
    columns: given = {},
    range = [-1, 1],
    skip = [],
  } = requireKnownOptions('testLoss', options, { run: true, columns: true, range: true, skip: true })
  const underTest = lossUnderTest(loss, { run, given, range })
  const { described, names, columns } = underTest
  const others = names.slice(1)

  return applySkips(
    [
      {
        name: 'describes itself',
        run: async () => {
          expect(loss.name !== '' && loss.source !== '' && names.length > 0, 'name, source or columns are empty')
          const unknown = Object.keys(given).filter(name => !described.some(column => column.name === name))
          expect(unknown.length === 0, `columns ${unknown} are not in columns`)
          for (const [name, { data }] of Object.entries(firstLossParameters(loss)))
            expect(Array.from(data, Number).every(Number.isFinite), `first values of ${name} are ${data}`)
        },
      },
      ...lossValueCases(underTest),
      {
        name: 'builds the same graph each time',
        run: async () => {
          const names = () =>
            lossOf(loss, new Graph(), columns)
              .graph.nodes.map(({ op, inputs }) => `${op.type}(${Object.values(inputs).map(({ name }) => name)})`)
              .join()
          expect(names() === names(), 'two graphs differ')
        },
      },
      {
        name: 'names the column that is missing',
        run: async () => {
          for (const name of names)
            await expectRejection('argument', async () =>
              lossOf(
                loss,
                new Graph(),
                Object.fromEntries(Object.entries(columns).filter(([other]) => other !== name)),
              ),
            )
        },
      },
      {
        name: 'refuses columns that do not fit',
        run: async () => {
          const shapeOf = (name: string): Shape => columns[name]!.shape
          const wrong = others.flatMap(name =>
            [
              shapeOf(name).with(0, batchSize + 1),
              ...(shapeOf(name).length > 1 ? [shapeOf(name).with(-1, dimensions + 1)] : []),
            ].map(shape => [name, shape] as const),
          )
          for (const [name, shape] of wrong)
            await expectRejection('shape', async () =>
              lossOf(loss, new Graph(), {
                ...columns,
                [name]: { ...columns[name]!, shape: shape as readonly number[] },
              }),
            )
        },
      },
    ],
    skip,
  )
}
