import { seededRandom } from '@towerkit/core'
import { applySkips, expect, expectRejection, type ConformanceCase, type ConformanceSkip } from '@towerkit/core/testing'
import type { Shape } from '../dimension.ts'
import { Graph } from '../graph.ts'
import { columnsOfLoss } from '../loss-column.ts'
import { firstLossParameters, type Loss } from '../loss.ts'
import { lossValue } from '../loss-terms.ts'
import type { Value } from '../value.ts'
import { checkGradient, type RunModel } from './check-gradient.ts'
import { evaluateLoss, lossOf, sizeOf, type FilledColumn, type FilledColumns } from './evaluate-loss.ts'

/** Options of `testLoss`. */
export interface TestLossOptions {
  readonly run: RunModel
  /** Columns that are not embeddings [5, 4], and the optional columns to test with. */
  readonly columns?: FilledColumns
  /** Range of the drawn embeddings, to keep away from kinks. Default [-1, 1]. */
  readonly range?: readonly [low: number, high: number]
  readonly skip?: readonly ConformanceSkip[]
}

const batch = 5
const dimensions = 4

/**
 * The contract of `Loss` as test cases, for any test runner: its gradient, other lengths, other orders, extreme inputs
 * and wrong columns.
 *
 * @example
 * for (const { name, run } of testLoss(myLoss, { run: runModel })) it(name, run)
 */
export function testLoss(
  loss: Loss,
  { run, columns: given = {}, range: [low, high] = [-1, 1], skip = [] }: TestLossOptions,
): ConformanceCase[] {
  const described = columnsOfLoss(loss)
  const names = described.filter(({ isOptional }) => !isOptional).map(({ name }) => name)
  const required: FilledColumns = Object.fromEntries(
    names.map(name => [name, given[name] ?? { shape: [batch, dimensions] }]),
  )
  const columns: FilledColumns = { ...required, ...given }
  const random = (seed: number, scale = 1) => {
    const next = seededRandom(seed)
    return ({ shape }: FilledColumn) =>
      Array.from({ length: sizeOf(shape) }, () => scale * (low + (high - low) * next()))
  }
  const evaluate = (data: (column: FilledColumn) => readonly number[], of = columns, symbolic = false) =>
    evaluateLoss(loss, { run, columns: of, data, symbolic })
  const finite = async (what: string, data: (column: FilledColumn) => readonly number[]) => {
    for (const [name, values] of Object.entries(await evaluate(data)))
      expect(values.every(Number.isFinite), `${name} of ${what} is ${values}`)
  }
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
      {
        name: 'has the gradient that central differences give',
        run: async () => {
          const fixed = Object.entries(columns).filter(([, { data }]) => data)
          const shapes = Object.fromEntries([
            ...Object.entries(columns)
              .filter(([, { data }]) => !data)
              .map(([name, { shape }]) => [name, shape]),
            ...Object.entries(firstLossParameters(loss)).map(([name, { shape }]) => [name, shape]),
          ])
          const build = (inputs: Readonly<Record<string, Value>>, graph: Graph) => {
            const floating = Object.values(inputs)[0]!.dtype
            return [
              lossValue(loss, {
                ...inputs,
                ...Object.fromEntries(
                  fixed.map(([name, { shape, dtype = floating, data }]) => [name, graph.constant(data!, dtype, shape)]),
                ),
              }),
            ]
          }
          const options = { run, shapes, range: [low, high] as const }
          const exact = await checkGradient(build, options)
          const served = await checkGradient(build, { ...options, dtype: 'float32' })
          expect(exact < 1e-6, `the error is ${exact} in float64`)
          expect(served < 1e-4, `the error is ${served} in float32`)
        },
      },
      {
        name: 'gives the same scalar whether lengths are numbers or symbols',
        run: async () => {
          const fixed = await evaluate(random(1))
          const symbolic = await evaluate(random(1), columns, true)
          expect(fixed['loss']!.length === 1, `the loss has ${fixed['loss']!.length} elements`)
          expect(
            close(fixed, symbolic),
            `${JSON.stringify(fixed)} with numbers, ${JSON.stringify(symbolic)} with symbols`,
          )
        },
      },
      {
        name: 'does not depend on the order of the examples',
        run: async () => {
          const order = [3, 0, 4, 2, 1]
          const rows = ({ shape }: FilledColumn, data: readonly number[]) =>
            shape[0] === batch
              ? order.flatMap(row => data.slice((row * data.length) / batch, ((row + 1) * data.length) / batch))
              : data
          const reordered = Object.fromEntries(
            Object.entries(required).map(([name, column]) => [
              name,
              column.data ? { ...column, data: rows(column, column.data) } : column,
            ]),
          )
          const draw = random(2)
          const again = random(2)
          const before = await evaluate(draw, required)
          const after = await evaluate(column => rows(column, again(column)), reordered)
          const expected = Object.fromEntries(
            Object.entries(before).map(([name, values]) => [
              name,
              required[name] ? rows(required[name], values) : values,
            ]),
          )
          expect(
            close(expected, after),
            `${JSON.stringify(expected)} in one order, ${JSON.stringify(after)} in another`,
          )
        },
      },
      {
        name: 'is finite, with its gradients, for zeros',
        run: () => finite('zeros', ({ shape }) => Array<number>(sizeOf(shape)).fill(0)),
      },
      {
        name: 'is finite, with its gradients, for identical rows',
        run: () =>
          finite('identical rows', ({ shape }) =>
            Array.from({ length: sizeOf(shape) }, (_, i) => (i % shape.at(-1)!) + low),
          ),
      },
      { name: 'is finite, with its gradients, for huge numbers', run: () => finite('huge numbers', random(3, 1e10)) },
      { name: 'is finite, with its gradients, for tiny numbers', run: () => finite('tiny numbers', random(4, 1e-25)) },
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
              shapeOf(name).with(0, batch + 1),
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

/** True if all tensors agree to float32 rounding. */
function close(
  a: Readonly<Record<string, readonly number[]>>,
  b: Readonly<Record<string, readonly number[]>>,
): boolean {
  return Object.entries(a).every(([name, values]) => {
    const largest = Math.max(...values.map(Math.abs), 1e-3)
    return values.every((value, i) => Math.abs(value - b[name]![i]!) <= 1e-4 * largest)
  })
}
