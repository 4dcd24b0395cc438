import { expect, it } from 'vitest'
import { gradients, Graph, reduceSum, writeOnnx } from '@towerkit/graph'
import { createSession } from '@towerkit/runtime'
import { poolAll, poolings, type Pooling } from './pooling.ts'
import { poolingSettings } from './folder/pooling-settings.ts'

const batch = 3
const sequence = 4
const width = 2
const hidden = Float32Array.from({ length: batch * sequence * width }, (_, i) => Math.sin(i * 1.7) - 2)
const mask = [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1]
/** The first token of each row is a prompt. */
const counted = [0, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 1]

/** As the definitions say, one text after the other. */
function expected(pooling: Pooling, kept: readonly number[]): number[] {
  return Array.from({ length: batch }, (_, row) => {
    const tokens = Array.from({ length: sequence }, (_each, t) => row * sequence + t)
      .filter(place => mask[place] === 1)
      .map((place, rank) => ({ place, rank }))
      .filter(({ place }) => kept[place] === 1)
    const state = (place: number, d: number) => hidden[place * width + d]!
    return Array.from({ length: width }, (_each, d) => {
      const values = tokens.map(({ place }) => state(place, d))
      const sum = values.reduce((a, b) => a + b, 0)
      switch (pooling) {
        case 'cls':
          return values[0]!
        case 'lasttoken':
          return values.at(-1)!
        case 'max':
          return Math.max(...values)
        case 'mean':
          return sum / values.length
        case 'mean_sqrt_len_tokens':
          return sum / Math.sqrt(values.length)
        case 'weightedmean':
          return (
            tokens.reduce((a, { place, rank }) => a + (rank + 1) * state(place, d), 0) /
            tokens.reduce((a, { rank }) => a + rank + 1, 0)
          )
      }
    })
  }).flat()
}

async function pooled(
  pooling: readonly Pooling[],
  kept: readonly number[],
): Promise<{ readonly y: number[]; readonly gradient: number[] }> {
  const graph = new Graph()
  const states = graph.input('hidden', 'float32', ['batch', 'sequence', width])
  const whole = (name: string) => graph.input(name, 'int64', ['batch', 'sequence'])
  const y = poolAll({ hidden: states, mask: whole('mask'), counted: whole('counted') }, pooling)
  graph.output('y', y)
  graph.output('gradient', gradients(reduceSum(y), [states])[0]!)
  await using session = await createSession(writeOnnx(graph), { threads: 1 })
  const int64 = (values: readonly number[]) => ({
    dtype: 'int64' as const,
    shape: [batch, sequence],
    data: BigInt64Array.from(values, BigInt),
  })
  const wanted = new Set(session.inputs.map(({ name }) => name))
  const feeds = {
    hidden: { dtype: 'float32' as const, shape: [batch, sequence, width], data: hidden },
    mask: int64(mask),
    counted: int64(kept),
  }
  const outputs = await session.run(Object.fromEntries(Object.entries(feeds).filter(([name]) => wanted.has(name))))
  return {
    y: Array.from(outputs['y']!.data as Float32Array),
    gradient: Array.from(outputs['gradient']!.data as Float32Array),
  }
}

it.each(poolings)('pools by %s, with padding on either side and with a prompt left out', async pooling => {
  for (const kept of [mask, counted]) {
    const { y, gradient } = await pooled([pooling], kept)
    expected(pooling, kept).forEach((value, i) => expect(y[i]).toBeCloseTo(value, 5))
    gradient.forEach((value, i) => {
      if (kept[Math.floor(i / width)] === 0) expect(value).toBe(0)
    })
  }
})

it('puts several side by side', async () => {
  const { y } = await pooled(['lasttoken', 'cls'], mask)
  const last = expected('lasttoken', mask)
  const first = expected('cls', mask)
  const rows = Array.from({ length: batch }, (_, i) => [
    ...last.slice(i * width, (i + 1) * width),
    ...first.slice(i * width, (i + 1) * width),
  ])
  rows.flat().forEach((value, i) => expect(y[i]).toBeCloseTo(value, 6))
})

it('reads the settings in every form', () => {
  expect(
    poolingSettings({ word_embedding_dimension: 4, pooling_mode_cls_token: false, pooling_mode_mean_tokens: true }),
  ).toEqual({ pooling: ['mean'], includePrompt: true })
  expect(poolingSettings({ pooling_mode_mean_tokens: true, pooling_mode_cls_token: true })).toEqual({
    pooling: ['cls', 'mean'],
    includePrompt: true,
  })
  expect(poolingSettings({ embedding_dimension: 4, pooling_mode: 'lasttoken', include_prompt: false })).toEqual({
    pooling: ['lasttoken'],
    includePrompt: false,
  })
  expect(poolingSettings({ pooling_mode: ['mean', 'cls'] })).toEqual({ pooling: ['mean', 'cls'], includePrompt: true })
  expect(poolingSettings({})).toEqual({ pooling: ['mean'], includePrompt: true })
  expect(() => poolingSettings({ pooling_mode: 'attention' })).toThrow(/attention/)
})
