import { describe, expect, it } from 'vitest'
import { add, concat, matmul, mean, mul, optionalColumn, reduceSum, sub, transpose, type Loss } from '@towerkit/graph'
import { sgd } from './sgd.ts'
import { tinyTower } from './testing/tiny-model.ts'
import { train } from './train.ts'

const words = {
  is: 'four word numbers',
  matches: (value: unknown) => Array.isArray(value) && value.length === 4 && value.every(Number.isInteger),
}
const tower = () => ({ ...tinyTower('words'), item: words })

/** Two columns of numbers, vectors, and two optional lists. */
const loss: Loss = {
  name: 'own',
  columns: {
    left: 'embedding',
    importance: 'number',
    weights: 'numbers',
    teacher: 'vector',
    negatives: optionalColumn(['embedding']),
    other: optionalColumn('number'),
  },
  source: 'test',
  compute: ({ left, importance, weights, teacher, negatives, other }) => {
    const distance = reduceSum(mul(sub(left!, teacher!), sub(left!, teacher!)), [1])
    const weighed = mean(mul(distance, add(importance!, reduceSum(weights!, [1]))))
    const scored = other ? add(weighed, mean(other)) : weighed
    return negatives ? add(scored, mean(matmul(left!, transpose(concat([negatives], 0))))) : scored
  },
}
const text = (i: number) => [i, i + 1, i + 2, i + 3]
const example = (i: number) => ({ left: text(i), importance: 1, weights: [1, i], teacher: [1, 0, 0, i] })
const examples = Array.from({ length: 8 }, (_, i) => example(i))

const run = (data: readonly object[], more: object = {}) =>
  train({
    model: { tower },
    data: data as never,
    loss,
    optimizer: sgd({ learningRate: 0.1 }),
    steps: 3,
    batchSize: 4,
    session: { threads: 1 },
    onWarning: () => {},
    ...more,
  } as never)

describe('a column of the wrong kind', () => {
  const one = tower()
  it.each([
    ['left', 'a text', 'four word numbers', '"a text" (a string)'],
    ['left', 5, 'four word numbers', '5 (a number)'],
    ['importance', '0.5', 'a finite number', '"0.5" (a string)'],
    ['importance', true, 'a finite number', 'true (a boolean)'],
    ['importance', Number.NaN, 'a finite number', 'NaN (a number)'],
    ['importance', [1], 'a finite number', '[1] (a list)'],
    ['weights', 2, 'finite numbers', '2 (a number)'],
    ['weights', ['a'], 'finite numbers', '["a"] (a list)'],
    ['teacher', 'vector', 'a vector of finite numbers', '"vector" (a string)'],
    ['teacher', [1, Infinity, 0, 0], 'a vector of finite numbers', '[1,null,0,0] (a list)'],
    ['negatives', text(1), 'a list, each of it four word numbers', '1 (a number)'],
    ['negatives', text(1).join(), 'a list, each of it four word numbers', '"1,2,3,4" (a string)'],
    ['other', 1n, 'a finite number', '1n (a bigint)'],
  ])('%s, case %#', async (column, value, kind, shown) => {
    await expect(run([{ ...example(0), [column]: value }], { model: { tower: () => one } })).rejects.toMatchObject({
      code: 'data',
      details: { column, kind },
      message: `train: the column "${column}" holds ${kind}; example 0 of a batch has ${shown}. Give ${kind}.`,
    })
  })
})

describe('optional columns', () => {
  const negatives = [text(20), text(21)]
  const one = () => ({
    tower: (
      made => () =>
        made
    )(tower()),
  })

  it('may be lists that only some examples have, whatever the seed draws first', async () => {
    const data = examples.map((each, i) => (i % 3 === 0 ? { ...each, negatives } : each))
    for (const seed of [1, 2, 3, 4, 5]) expect((await run(data, { seed, model: one() })).losses).toHaveLength(3)
    const without = examples.map(each => ({ ...each, negatives: [] }))
    const absent = await run(examples, { model: one() })
    expect(await run(without, { model: one() })).toEqual(absent)
    expect(await run(without, { model: one(), chunkSize: 2 })).toMatchObject({ losses: { length: 3 } })
  })

  it('of single values belong to all examples of a batch or to none, whatever the seed', async () => {
    const mixed = examples.map((each, i) => (i < 5 ? { ...each, other: i } : each))
    for (const seed of [1, 2, 3])
      await expect(run(mixed, { seed, batchSize: 8, model: one() })).rejects.toThrow(
        '5 of the 8 examples of a batch have the optional column "other"',
      )
  })

  it('names what an example lacks', async () => {
    await expect(run([{ left: text(1), importance: 1 }], { model: one() })).rejects.toThrow(
      'the loss needs the column "weights"; example 0 of a batch has only left, importance',
    )
  })
})

it('names fields that no loss reads, what comes to nothing, and batches larger than the data', async () => {
  const warnings: string[] = []
  const model = {
    tower: (
      made => () =>
        made
    )(tower()),
  }
  const still: Loss = { ...loss, compute: ({ left }) => mean(mul(left!, 0)) }
  await run(
    [0, 1].map(i => ({ ...example(i), negatve: [text(1)], id: i })),
    { model, loss: still, steps: 4, onWarning: (message: string) => warnings.push(message) },
  )
  expect(warnings).toHaveLength(3)
  expect(warnings[0]).toContain('2 examples are given for batches of 4')
  expect(warnings[1]).toContain('own does not read "negatve" (is "negatives" meant?), "id" of the examples')
  expect(warnings[2]).toContain('the gradient was exactly 0 in all 3 steps so far')
})
