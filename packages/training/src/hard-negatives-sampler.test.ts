import { expect, it } from 'vitest'
import { hardNegativesSampler, type HardNegativesSamplerOptions } from './hard-negatives-sampler.ts'
import { checkRestores } from './testing/check-restores.ts'
import { letterEncoder } from './testing/letter-encoder.ts'
import { plainIndex } from './testing/plain-index.ts'

/** Words that share letters with their neighbours, so that each has hard negatives. */
const documents = new Map(
  Array.from({ length: 24 }, (_, i) => [
    `d${i}`,
    [0, 1, 2, 3].map(j => String.fromCharCode(97 + (i % 24) + (j % 3))).join('') + (i % 2 ? 'x' : ''),
  ]),
)
const pairs = [...documents].map(([key, text]) => ({ query: `${text}${text[0]}`, positive: key }))
const sampler = (options: Partial<HardNegativesSamplerOptions> = {}) =>
  hardNegativesSampler(pairs, {
    batchSize: 4,
    documents,
    encoder: letterEncoder,
    index: () => plainIndex(26),
    count: 2,
    every: 5,
    ranks: [0, 4],
    ...options,
  })

it('gives random negatives first and mines harder ones at the batches that are due, never a known answer', async () => {
  const mined: number[] = []
  const { next } = sampler({ warmUp: 3, onMined: ({ batch }) => mined.push(batch) })
  const shared = (a: string, b: string) => [...a].filter(letter => b.includes(letter)).length
  const overlap: number[] = []
  for (let i = 0; i < 12; i++) {
    for (const { query, positive, negatives } of (await next()).examples as unknown as {
      query: string
      positive: string
      negatives: string[]
    }[]) {
      expect(negatives).toHaveLength(2)
      expect(negatives).not.toContain(positive)
      overlap[i] = (overlap[i] ?? 0) + negatives.reduce((sum, negative) => sum + shared(query, negative), 0)
    }
  }
  expect(mined).toEqual([3, 8])
  const mean = (part: number[]) => part.reduce((sum, value) => sum + value, 0) / part.length
  expect(mean(overlap.slice(3))).toBeGreaterThan(1.5 * mean(overlap.slice(0, 3)))
})

it('goes on from every position, before and after a mining', async () => {
  await checkRestores(() => sampler({ warmUp: 2 }), 9)
})

it('refuses a positive that is no document, and counts that are none', () => {
  expect(() =>
    hardNegativesSampler([{ query: 'q', positive: 'nowhere' }], {
      batchSize: 1,
      documents,
      encoder: letterEncoder,
      index: () => plainIndex(26),
      every: 1,
    }),
  ).toThrow(expect.objectContaining({ code: 'data' }))
  for (const wrong of [{ count: 0 }, { every: 0 }, { warmUp: -1 }])
    expect(() => sampler(wrong)).toThrow(expect.objectContaining({ code: 'argument' }))
})
