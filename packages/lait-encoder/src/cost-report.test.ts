import { expect, it } from 'vitest'
import { costFormula, costReport, type LaitHead, type LaitPooling } from '@towerkit/lait-encoder'
import { tinyConfigs } from './testing/tiny-lait.ts'

const config = tinyConfigs['bert']!
const sizes = { width: 16, inner: 24, layers: 3 }
const uses = ['full', 'uncached', 'laterCached', 'allCached'] as const

/** Of poolings and heads: they are not in the formula. */
function headTotal(head: LaitHead, pooling: LaitPooling, tokens: number): number {
  const pooled = head === 'similarity' ? 2 : pooling === 'first' ? 0 : 1
  const maps =
    head === 'score' ? 2 * 16 * 16 + 2 * 16 : typeof head === 'object' ? 2 * 16 * 16 + 2 * 16 * head.classes : 0
  return 2 * pooled * tokens * 16 + maps
}

it.each<[LaitHead, LaitPooling]>([
  ['score', 'first'],
  [{ classes: 3 }, 'first'],
  [{ classes: 3 }, 'mean'],
  ['similarity', 'mean'],
  ['embedding', 'mean'],
])('counts on the graphs what the formula says: head %j, pooling %s', (head, pooling) => {
  const network = { config, head, pooling }
  for (const lengths of [[7], [5, 12], [3, 9, 4], [2, 2, 5, 6, 1, 7]]) {
    const extra = headTotal(
      head,
      pooling,
      lengths.reduce((a, b) => a + b),
    )
    for (let parallelLayers = 0; parallelLayers <= 3; parallelLayers++) {
      const counted = costReport(network, { lengths, parallelLayers })
      const formula = costFormula(network, { lengths, parallelLayers }, sizes)
      for (const use of uses)
        expect(counted[use]).toEqual({ attention: formula[use].attention, total: formula[use].total + extra })
    }
  }
})

it.each(Object.keys(tinyConfigs))('computes one row of the last layer where the head reads one: %s', architecture => {
  const config = tinyConfigs[architecture]!
  const totalOf = (pooling: LaitPooling) =>
    costReport({ config, head: 'embedding', pooling }, { lengths: [12, 20], parallelLayers: 2 }).allCached.total
  // Keys and values of all 32 tokens, one query, one row behind the attention; ModernBERT's map makes all queries too.
  expect(totalOf(architecture === 'qwen3' ? 'last' : 'first') / totalOf('mean')).toBeLessThan(0.5)
})

it('has the shares of the attention matrices that the definition gives', () => {
  const network = { config, head: 'embedding' as const, pooling: 'mean' as const }
  for (const n of [2, 3, 5, 6]) {
    for (let parallelLayers = 0; parallelLayers <= 3; parallelLayers++) {
      const { full, uncached } = costReport(network, { lengths: Array.from({ length: n }, () => 8), parallelLayers })
      expect(uncached.attention / full.attention).toBeCloseTo(1 - (parallelLayers / 3) * (1 - 1 / n), 12)
    }
  }
})

it('tells the bytes of the states', () => {
  expect(costReport({ config, head: 'score', pooling: 'first' }, { lengths: [4, 6], parallelLayers: 1 }).bytes).toEqual(
    { float32: 640, float16: 320, int8: 200 },
  )
})

it('refuses lengths that are none', () => {
  expect(() => costReport({ config, head: 'score', pooling: 'first' }, { lengths: [], parallelLayers: 1 })).toThrow(
    expect.objectContaining({ code: 'argument' }),
  )
  expect(() => costReport({ config, head: 'score', pooling: 'first' }, { lengths: [0.5], parallelLayers: 1 })).toThrow(
    expect.objectContaining({ code: 'argument' }),
  )
  expect(() => costReport({ config, head: 'score', pooling: 'first' }, { lengths: [5], parallelLayers: 4 })).toThrow(
    expect.objectContaining({ code: 'argument' }),
  )
})
