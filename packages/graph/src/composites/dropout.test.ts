import { describe, expect, it } from 'vitest'
import { Graph, gradients, reduceSum, writeOnnx, type Value } from '../index.ts'
import { checkGradient } from '../testing/check-gradient.ts'
import { runModel as run } from '../testing/run-model.ts'
import { deriveSeed } from './derive-seed.ts'
import { dropout } from './dropout.ts'

const rate = 0.25
const rows = 64
const columns = 96

/** The mask, 0 and 1, that each seed gives. */
async function masks(
  seeds: readonly number[],
  shape: readonly number[] = [rows, columns],
  seedOf: (seed: Value) => Value = seed => seed,
): Promise<number[][]> {
  const graph = new Graph()
  const x = graph.input(
    'x',
    'float32',
    shape.map((_, axis) => `length${axis}`),
  )
  graph.output('y', dropout(x, seedOf(graph.input('seed', 'int64', [])), rate))
  const model = writeOnnx(graph)
  const ones = { dtype: 'float32' as const, shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1) }
  return Promise.all(
    seeds.map(async seed => {
      const { y } = await run(
        model,
        { x: ones, seed: { dtype: 'int64', shape: [], data: BigInt64Array.of(BigInt(seed)) } },
        { optimized: true },
      )
      return Array.from(y!.data as Float32Array, value => (value === 0 ? 0 : 1))
    }),
  )
}

/** A mask as the doc comment defines it, without a graph. */
function expectedMask(seed: number): number[] {
  const modulus = 2n ** 31n - 1n
  const scramble = (x: bigint) =>
    [1_640_531_527n, 374_761_393n].reduce((state, constant) => (state * state + constant) % modulus, x % modulus)
  const derived = (place: number) => scramble(scramble(BigInt(seed)) + BigInt(Math.imul(place + 1, 0x9e3779b1) >>> 2))
  const odd = (place: number, position: number) =>
    Number(2n * scramble(BigInt(position) * 1_103_515_245n + derived(place)) + 1n - 2n ** 31n)
  return Array.from({ length: rows * columns }, (_, i) =>
    Math.imul(odd(0, Math.floor(i / columns)), odd(1, i % columns)) >= Math.round(rate * 2 ** 32) - 2 ** 31 ? 1 : 0,
  )
}

/** Correlation of two masks of a known mean. */
const correlation = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, i) => sum + (value - (1 - rate)) * (b[i]! - (1 - rate)), 0) / (a.length * rate * (1 - rate))

describe('dropout', () => {
  it('drops what its definition says, the same in every run', async () => {
    const [first, again, other] = await masks([7, 7, 8])
    expect(first).toEqual(expectedMask(7))
    expect(again).toEqual(first)
    expect(other).toEqual(expectedMask(8))
  })

  it('scales what it keeps by 1 / (1 − rate)', async () => {
    const graph = new Graph()
    const x = graph.constant(
      Float32Array.from({ length: 6 }, (_, i) => i + 1),
      'float32',
      [2, 3],
    )
    graph.output('y', dropout(x, graph.constant(3, 'int64'), rate))
    const { y } = await run(writeOnnx(graph), {}, { optimized: false })
    y!.data.forEach((value, i) =>
      expect([0, (i + 1) / (1 - rate)].some(expected => Math.abs(Number(value) - expected) < 1e-5)).toBe(true),
    )
  })

  it('gives every element the same chance, over seeds', async () => {
    const drawn = await masks(
      Array.from({ length: 200 }, (_, seed) => seed),
      [8, 12],
    )
    const shares = Array.from({ length: 96 }, (_, i) => drawn.reduce((sum, mask) => sum + mask[i]!, 0) / drawn.length)
    const deviation = Math.sqrt((rate * (1 - rate)) / drawn.length)
    const mean = shares.reduce((a, b) => a + b, 0) / shares.length
    const variance = shares.reduce((sum, share) => sum + ((share - 0.75) / deviation) ** 2, 0) / shares.length
    expect(Math.abs(mean - 0.75)).toBeLessThan((4 * deviation) / Math.sqrt(96))
    expect(Math.max(...shares.map(share => Math.abs(share - 0.75)))).toBeLessThan(4.5 * deviation)
    // Binomial: the sum of 96 squares of about normal deviations has a standard deviation of √(2·96).
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 96))
  })

  it('draws independent masks for seeds and places that follow one another', async () => {
    const bound = 4.5 / Math.sqrt(rows * columns)
    const drawn = await masks([0, 1, 2, 3, 1_000_000, 2 ** 40])
    const placed = (
      await Promise.all([0, 1, 2].map(place => masks([0, 1], [rows, columns], seed => deriveSeed(seed, place))))
    ).flat()
    const all = [...drawn, ...placed]
    all.forEach((a, i) => all.slice(i + 1).forEach(b => expect(Math.abs(correlation(a, b))).toBeLessThan(bound)))
  })

  it('has no pattern along rows, columns or blocks', async () => {
    const bound = 4.5 / Math.sqrt((rows * columns) / 2)
    for (const mask of await masks([11, 12, 13])) {
      for (const shift of [1, 2, columns, columns + 1, 7 * columns]) {
        expect(
          Math.abs(correlation(mask.slice(shift), mask.slice(0, mask.length - shift))),
          `shift ${shift}`,
        ).toBeLessThan(bound)
      }
      const share = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
      const rowShares = Array.from({ length: rows }, (_, row) => share(mask.slice(row * columns, (row + 1) * columns)))
      const columnShares = Array.from({ length: columns }, (_, column) =>
        share(mask.filter((_, i) => i % columns === column)),
      )
      for (const each of rowShares)
        expect(Math.abs(each - 0.75)).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / columns))
      for (const each of columnShares)
        expect(Math.abs(each - 0.75)).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / rows))
    }
  })

  it('drops the same elements in the backward pass', async () => {
    const build = ({ x }: Readonly<Record<string, Value>>, graph: Graph) => [
      dropout(x!, graph.constant(5, 'int64'), rate),
    ]
    expect(await checkGradient(build, { run, shapes: { x: [4, 6] } })).toBeLessThan(1e-7)
    const graph = new Graph()
    const x = graph.input('x', 'float32', ['rows', 6])
    const y = dropout(x, graph.constant(5, 'int64'), rate)
    graph.output('y', y)
    graph.output('gradient', gradients(reduceSum(y), [x])[0]!)
    const { y: forward, gradient } = await run(
      writeOnnx(graph),
      { x: { dtype: 'float32', shape: [4, 6], data: new Float32Array(24).fill(1) } },
      { optimized: true },
    )
    expect(gradient!.data).toEqual(forward!.data)
  })

  it('does nothing at rate 0, and refuses other rates and seeds', () => {
    const graph = new Graph()
    const x = graph.input('x', 'float32', ['batch', 3])
    const seed = graph.input('seed', 'int64', [])
    expect(dropout(x, seed, 0)).toBe(x)
    expect(graph.nodes).toEqual([])
    for (const wrong of [-0.1, 1, Number.NaN])
      expect(() => dropout(x, seed, wrong)).toThrow(expect.objectContaining({ code: 'argument' }))
    expect(() => dropout(x, x, 0.1)).toThrow(expect.objectContaining({ code: 'shape' }))
  })
})
