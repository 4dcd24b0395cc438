import { expect, it } from 'vitest'
import { seededRandom, whereMatcher, type Metadata, type Where } from '@towerkit/core'
import { rowSelection } from './row-selection.ts'
import { rowStore } from './row-store.ts'

const conditions: readonly Where[] = [
  { kind: 'a' },
  { kind: ['a', 'b'], stock: { from: 3 } },
  { tags: 'x' },
  { tags: { contains: ['x', 'y'] } },
  { 'maker.name': 'Ada' },
  { not: { kind: 'a' }, rare: true },
  { or: [{ rare: true }, { kind: 'c', stock: 1 }] },
  { price: { from: 0.25, to: 0.26 } },
  { tags: { exists: false } },
  { or: [] },
]

it('keeps what the condition keeps, through changes of every kind', async () => {
  const random = seededRandom(5)
  const pick = (count: number) => Math.floor(random() * count)
  const record = (): Metadata => ({
    kind: 'abc'[pick(3)]!,
    stock: pick(5),
    price: random(),
    ...(random() < 0.7 && { tags: ['x', 'y', 'z'].slice(0, pick(4)) }),
    ...(random() < 0.02 && { rare: true }),
    maker: { name: ['Ada', 'Grace'][pick(2)]! },
  })
  const store = rowStore(1)
  let listed = 0
  for (let round = 0; round < 30; round++) {
    const keys = [...new Set(Array.from({ length: 400 }, () => `${pick(4000)}`))]
    store.set(keys, new Float32Array(keys.length), keys.map(record))
    store.remove(Array.from({ length: 150 }, () => `${pick(4000)}`))
    const excluded = Array.from({ length: 20 }, () => `${pick(4000)}`)
    for (const where of conditions) {
      const fits = whereMatcher(where)
      for (const options of [{ where }, { where, exclude: excluded }, { where, filter: (key: string) => key > '2' }]) {
        const keeps = (row: number) =>
          fits(store.metadata(row)) &&
          !(options.exclude ?? []).includes(store.key(row)) &&
          (options.filter?.(store.key(row)) ?? true)
        const expected = Array.from({ length: store.size }, (_, row) => row).filter(keeps)
        const selection = (await rowSelection(store, options, () => undefined))!
        expect(Array.from({ length: store.size }, (_, row) => row).filter(selection.keeps)).toEqual(expected)
        if (selection.rows !== undefined) {
          listed++
          expect([...selection.rows]).toEqual(expected)
        }
      }
    }
  }
  expect(listed).toBeGreaterThan(100)
})

it('is nothing where everything is kept, and asks a filter only for what comes into question', async () => {
  const store = rowStore(1)
  store.set(['a', 'b'], new Float32Array(2), [{ kind: 1 }, { kind: 2 }])
  const pause = () => undefined
  expect(await rowSelection(store, {}, pause)).toBeUndefined()
  expect(await rowSelection(store, { where: {}, exclude: ['never'] }, pause)).toBeUndefined()
  const asked: string[] = []
  const selection = await rowSelection(store, { where: { kind: 2 }, filter: key => asked.push(key) > 0 }, pause)
  expect([0, 1].map(row => selection!.keeps(row))).toEqual([false, true])
  expect(asked).toEqual(['b'])
})
