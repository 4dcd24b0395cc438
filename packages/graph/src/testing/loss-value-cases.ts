import { expect, type ConformanceCase } from '@towerkit/core/testing'
import type { Graph } from '../graph.ts'
import { firstLossParameters } from '../loss.ts'
import { lossValue } from '../loss-terms.ts'
import type { Value } from '../value.ts'
import { checkGradient } from './check-gradient.ts'
import { sizeOf, type FilledColumn } from './evaluate-loss.ts'
import { batchSize, type DrawColumn, type LossUnderTest } from './loss-under-test.ts'

/** The cases about the numbers of a loss: its gradient, symbolic lengths, the order of examples, extreme inputs. */
export function lossValueCases({
  loss,
  run,
  range: [low, high],
  required,
  columns,
  random,
  evaluate,
}: LossUnderTest): ConformanceCase[] {
  const finite = async (what: string, data: DrawColumn) => {
    for (const [name, values] of Object.entries(await evaluate(data)))
      expect(values.every(Number.isFinite), `${name} of ${what} is ${values}`)
  }
  return [
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
          shape[0] === batchSize
            ? order.flatMap(row => data.slice((row * data.length) / batchSize, ((row + 1) * data.length) / batchSize))
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
        expect(close(expected, after), `${JSON.stringify(expected)} in one order, ${JSON.stringify(after)} in another`)
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
  ]
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
