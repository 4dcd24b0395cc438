import { expect, it } from 'vitest'
import { createSessionPool } from './session-pool.ts'
import { threadBudget } from './thread-budget.ts'
import { tensor } from './tensor.ts'
import { matmulModel } from './testing/tiny-model.ts'

it('gives each pool one run, and further ones while there are threads', () => {
  const budget = threadBudget(3)
  let woken = 0
  const bulk = budget.share(1, () => woken++)
  const query = budget.share(2, () => {})
  expect([bulk.start(), bulk.start()]).toEqual([true, true])
  // Beyond the budget, but its first.
  expect(query.start()).toBe(true)
  expect([bulk.start(), query.start()]).toEqual([false, false])
  bulk.finish()
  expect(woken).toBe(1)
  expect(bulk.start()).toBe(false)
  query.finish()
  expect([woken, bulk.start(), bulk.start(), bulk.start()]).toEqual([2, true, true, false])
})

it.each([0, 1.5, Number.NaN])('refuses %s threads', threads => {
  expect(() => threadBudget(threads)).toThrow(expect.objectContaining({ code: 'argument' }))
})

it('holds back pools, loses no run, and goes on after runs that failed or were cancelled', async () => {
  const budget = threadBudget(1)
  const options = { workers: 2, threads: 1, budget }
  await using left = await createSessionPool(matmulModel(), options)
  await using right = await createSessionPool(matmulModel(), options)
  const run = (pool: typeof left, value: number, signal?: AbortSignal) =>
    pool.run(
      { x: tensor('float32', [1, 1], [value]), w: tensor('float32', [1, 1], [2]) },
      { wait: true, ...(signal && { signal }) },
    )
  const wrong = { x: tensor('float32', [1, 2], [1, 1]), w: tensor('float32', [3, 1], [1, 1, 1]) }
  const controller = new AbortController()
  const runs = Array.from({ length: 200 }, (_, i) => {
    const pool = i % 2 === 0 ? left : right
    if (i % 10 === 3) return pool.run(wrong, { wait: true }).catch(() => 'failed')
    if (i % 10 === 7) return run(pool, i, controller.signal).catch(() => 'cancelled')
    return run(pool, i).then(({ y }) => y!.data[0])
  })
  controller.abort()
  const results = await Promise.all(runs)
  results.forEach((result, i) =>
    expect(result).toBe(i % 10 === 3 ? 'failed' : i % 10 === 7 ? 'cancelled' : Math.fround(2 * i)),
  )
})
