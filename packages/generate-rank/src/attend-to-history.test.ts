import { seededRandom } from '@towerkit/core'
import { add, attend, concat, Graph, slice, writeOnnx, type Value } from '@towerkit/graph'
import { createSession } from '@towerkit/runtime'
import { expect, it } from 'vitest'
import { attendToHistory } from './attend-to-history.ts'

const drawn = seededRandom(11)
const upTo = (most: number) => 1 + Math.floor(drawn() * most)
// With a query token it is the last position of the history, and all candidates see the same.
const visible = ['a place of its own', 'the query token', 'all but the query token'] as const
const shapes = Array.from({ length: 24 }, (_, i) => ({
  ...{ batch: upTo(4), heads: upTo(4), candidates: upTo(12), length: 1 + upTo(20), width: upTo(16) },
  sees: visible[i % visible.length]!,
}))

it.each([...shapes, { batch: 1, heads: 1, candidates: 1, length: 1, width: 4, sees: visible[0] }])(
  'equals masked full attention over history and candidates: %o',
  async size => {
    const { batch, heads, candidates, length, width, sees } = size
    const random = seededRandom(length * width)
    const graph = new Graph()
    const feeds: Record<string, { dtype: 'float32' | 'int64'; shape: number[]; data: Float32Array | BigInt64Array }> =
      {}
    const input = (name: string, shape: number[]) => {
      const count = shape.reduce((a, b) => a * b, 1)
      feeds[name] = { dtype: 'float32', shape, data: Float32Array.from({ length: count }, () => 2 * random() - 1) }
      return graph.input(name, 'float32', shape)
    }
    const integers = (name: string, shape: number[], values: number[]) => {
      feeds[name] = { dtype: 'int64', shape, data: BigInt64Array.from(values, BigInt) }
      return graph.input(name, 'int64', shape)
    }
    const headsOf = (name: string, positions: number) => ({
      query: input(`${name}.query`, [batch, heads, positions, width]),
      key: input(`${name}.key`, [batch, heads, positions, width]),
      value: input(`${name}.value`, [batch, heads, positions, width]),
    })
    const history = headsOf('history', length)
    const own = headsOf('candidates', candidates)
    // Padding in front, ragged.
    const padding = Array.from({ length: batch }, (_, row) => row % length)
    const mask = padding.flatMap(start => Array.from({ length }, (_, i) => Number(i >= start)))
    const seesUpTo = Array.from({ length: batch * candidates }, (_, i) =>
      sees === 'a place of its own' ? i % length : sees === 'the query token' ? length - 1 : length - 2,
    )
    graph.output(
      'decomposed',
      attendToHistory(own, history, {
        mask: integers('mask', [batch, length], mask),
        seesUpTo: integers('seesUpTo', [batch, candidates], seesUpTo),
      }),
    )

    const total = length + candidates
    const allowed = (row: number, query: number, key: number) => {
      if (query < length) return key <= query && key >= padding[row]!
      if (key >= length) return key === query
      return key >= padding[row]! && key <= seesUpTo[row * candidates + query - length]!
    }
    const terms = Float32Array.from({ length: batch * total * total }, (_, i) =>
      allowed(Math.floor(i / total / total), Math.floor(i / total) % total, i % total) ? 0 : -1e4,
    )
    const whole = (part: 'query' | 'key' | 'value') => concat([history[part], own[part]], 2)
    const full = attend(
      { query: whole('query'), key: whole('key'), value: whole('value') },
      { mask: graph.constant(terms, 'float32', [batch, 1, total, total]) },
    )
    graph.output('full', slice(full, { axis: 2, start: length }))
    await using session = await createSession(writeOnnx(graph), { threads: 1 })
    const { decomposed, full: masked } = await session.run(feeds)
    const error = Math.max(...(decomposed!.data as Float32Array).map((x, i) => Math.abs(x - Number(masked!.data[i]))))
    expect(error).toBeLessThan(1e-6)
  },
)

it('computes 82.2 % fewer scores with 300 candidates over 64 events', () => {
  const graph = new Graph()
  const input = (name: string, positions: number) => ({
    query: graph.input(`${name}.query`, 'float32', [1, 1, positions, 128]),
    key: graph.input(`${name}.key`, 'float32', [1, 1, positions, 128]),
    value: graph.input(`${name}.value`, 'float32', [1, 1, positions, 128]),
  })
  const history = input('history', 64)
  const mask = graph.constant(new Array<number>(64).fill(1), 'int64', [1, 64])
  const seesUpTo = graph.constant(new Array<number>(300).fill(63), 'int64', [1, 300])
  const start = graph.nodes.length
  const output = add(attendToHistory(input('candidates', 300), history, { mask, seesUpTo }), 0)
  expect(output.shape).toEqual([1, 1, 300, 128])
  const scores = graph.nodes
    .slice(start)
    .filter(({ op }) => op.type === 'Softmax')
    .map(({ outputs }) => (Object.values(outputs)[0] as Value).shape as readonly number[])
    .reduce((sum, [, , rows, columns]) => sum + rows! * columns!, 64 * 64)
  expect(scores).toBe(23_596)
  expect(1 - scores / (64 + 300) ** 2).toBeCloseTo(0.822, 3)
})
