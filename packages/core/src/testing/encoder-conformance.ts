import { requireKnownOptions } from './../require-known-options.ts'
import type { Encoder } from '../encoder.ts'
import { row, type Vectors } from '../vectors.ts'
import { applySkips, expect, expectRejection, type ConformanceCase, type ConformanceSkip } from './conformance.ts'

/**
 * The contract of `Encoder` as test cases, for any test runner.
 *
 * @param create Makes an encoder.
 * @param inputs At least three different valid inputs, of different lengths where inputs have lengths.
 *
 * @example
 * for (const { name, run } of encoderConformance(() => textEncoder(folder), ['a', 'two words', 'a longer text']))
 *   it(name, run)
 */
export function encoderConformance<Input>(
  create: () => Encoder<Input> | Promise<Encoder<Input>>,
  inputs: readonly Input[],
  given: { readonly tolerance?: number; readonly skip?: readonly ConformanceSkip[] } = {},
): ConformanceCase[] {
  const { tolerance = 1e-5, skip = [] } = requireKnownOptions('encoderConformance', given, {
    tolerance: true,
    skip: true,
  })
  const using = (work: (encoder: Encoder<Input>) => Promise<void>) => async () => {
    const encoder = await create()
    try {
      await work(encoder)
    } finally {
      await encoder.close()
    }
  }
  const expectSameRow = (a: Vectors, i: number, b: Vectors, j: number) => {
    const other = row(b, j)
    const difference = Math.max(...row(a, i).map((value, k) => Math.abs(value - other[k]!)))
    expect(difference <= tolerance, `rows ${i} and ${j} differ by ${difference}`)
  }

  return applySkips(
    [
      {
        name: 'gives one finite row an input',
        run: using(async encoder => {
          const result = await encoder.encode(inputs)
          expect(result.count === inputs.length, `${result.count} rows for ${inputs.length} inputs`)
          expect(
            result.dimensions === encoder.dimensions,
            `${result.dimensions} dimensions, expected ${encoder.dimensions}`,
          )
          expect(result.data.every(Number.isFinite), 'a number is not finite')
        }),
      },
      {
        name: 'no inputs give no rows',
        run: using(async encoder => {
          const result = await encoder.encode([])
          expect(
            result.count === 0 && result.dimensions === encoder.dimensions,
            `${result.count} rows of ${result.dimensions}`,
          )
        }),
      },
      {
        name: 'a row does not depend on its neighbours or their order',
        run: using(async encoder => {
          const together = await encoder.encode(inputs)
          const reversed = await encoder.encode(inputs.toReversed())
          for (const [i, input] of inputs.entries()) {
            expectSameRow(together, i, reversed, inputs.length - 1 - i)
            expectSameRow(together, i, await encoder.encode([input]), 0)
          }
        }),
      },
      {
        name: 'reads async iterables',
        run: using(async encoder => {
          const plain = await encoder.encode(inputs)
          const streamed = await encoder.encode(
            (async function* () {
              yield* inputs
            })(),
          )
          for (const i of inputs.keys()) expectSameRow(plain, i, streamed, i)
        }),
      },
      {
        name: 'tells its progress',
        run: using(async encoder => {
          let last = 0
          await encoder.encode(inputs, {
            onProgress: ({ done }) => {
              expect(done > last, `went from ${last} to ${done}`)
              last = done
            },
          })
          expect(last === inputs.length, `ended at ${last} of ${inputs.length}`)
        }),
      },
      {
        name: 'stops when asked to',
        run: using(async encoder => {
          await expectRejection('aborted', () => encoder.encode(inputs, { signal: AbortSignal.abort() }))
        }),
      },
      {
        name: 'refuses one string in place of inputs, and options that it does not know',
        run: using(async encoder => {
          await expectRejection('argument', () => encoder.encode('hello' as unknown as readonly Input[]))
          await expectRejection('argument', () => encoder.encode(inputs, { notAnOption: 1 } as object))
        }),
      },
    ],
    skip,
  )
}
