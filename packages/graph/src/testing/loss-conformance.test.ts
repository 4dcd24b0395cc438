import { describe, expect, it } from 'vitest'
import {
  div,
  matmul,
  mean,
  mul,
  range,
  cast,
  reduceSum,
  reshape,
  softplus,
  sqrt,
  sub,
  transpose,
  type Loss,
  type Value,
} from '../index.ts'
import { ArgumentError, ShapeError } from '@towerkit/core'
import { runModel as run } from './run-model.ts'
import { testLoss } from './loss-conformance.ts'

/** A loss of two columns that checks them, from its formula. */
function pairLoss(formula: (query: Value, positive: Value) => Value): Loss {
  return {
    name: 'pairs',
    columns: { query: 'embedding', positive: 'embedding' },
    source: 'https://example.org',
    compute({ query, positive }) {
      if (!query || !positive) throw new ArgumentError('pairs: a column is missing. Give query and positive.')
      if (query.shape.join() !== positive.shape.join())
        throw new ShapeError(`pairs: [${query.shape}] and [${positive.shape}]. Give one shape.`)
      return formula(query, positive)
    },
  }
}

/** Names of the cases that a loss fails. */
async function failures(loss: Loss): Promise<string[]> {
  const results = await Promise.all(
    testLoss(loss, { run }).map(async ({ name, run: runCase }) =>
      runCase().then(
        () => [],
        () => [name],
      ),
    ),
  )
  return results.flat()
}

describe('testLoss', () => {
  it('passes a loss that keeps the contract', async () => {
    expect(await failures(pairLoss((query, positive) => mean(softplus(mul(query, positive)))))).toEqual([])
  })

  it.each([
    [
      'divides by a length that may be 0',
      (a: Value, b: Value) => mean(div(a, sqrt(reduceSum(mul(b, b), [1], { keepDimensions: true })))),
      ['is finite, with its gradients, for zeros'],
    ],
    [
      'weighs examples by their place',
      (a: Value, b: Value) =>
        mean(mul(mul(a, b), reshape(cast(range(a.graph, a.shape[0]!), a.dtype), [a.shape[0]!, 1]))),
      ['does not depend on the order of the examples'],
    ],
    [
      'overflows',
      (a: Value, b: Value) => {
        const product = matmul(a, transpose(b))
        return mean(mul(product, product))
      },
      ['is finite, with its gradients, for huge numbers'],
    ],
    [
      'gives a vector',
      (a: Value, b: Value) => mean(sub(a, b), [1]),
      ['gives the same scalar whether lengths are numbers or symbols'],
    ],
  ])('fails a loss that %s', async (_what, formula, cases) => {
    expect(await failures(pairLoss(formula))).toEqual(expect.arrayContaining(cases))
  })

  it('fails a loss that does not check its columns', async () => {
    const careless: Loss = { ...pairLoss(a => a), compute: ({ query, positive }) => mean(mul(query!, positive!)) }
    expect(await failures(careless)).toEqual(['names the column that is missing'])
  })

  it('fails a loss that differs from time to time', async () => {
    let calls = 0
    expect(await failures(pairLoss((a, b) => (calls++ % 2 === 0 ? mean(mul(a, b)) : mean(sub(a, b)))))).toContain(
      'builds the same graph each time',
    )
  })

  it('wants to know the columns that it is given', async () => {
    const [describes] = testLoss(
      pairLoss(a => mean(a)),
      { run, columns: { label: { shape: [5] } } },
    )
    await expect(describes!.run()).rejects.toThrow('label')
  })
})
