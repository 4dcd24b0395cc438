import type { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TowerkitError } from '@towerkit/core'
import { createSessionPool } from './session-pool.ts'
import { tensor } from './tensor.ts'
import type { Tensors } from '@towerkit/core'
import { matmulModel } from './testing/tiny-model.ts'

const code = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: unknown) => (TowerkitError.is(error) ? error.code : String(error)),
  )
const copy = { threads: 1 }

/** A graph that keeps a worker busy for long enough to act meanwhile. */
const size = 700
const slowModel = () => matmulModel()
const slow = (): Tensors => ({ x: tensor('float32', [size, size]), w: tensor('float32', [size, size]) })
const quick = (): Tensors => ({ x: tensor('float32', [1, 1], [2]), w: tensor('float32', [1, 1], [3]) })

/** Every worker that is started, in order. */
let started: Worker[] = []
const onWorker = (worker: Worker) => void started.push(worker)
beforeEach(() => {
  started = []
  process.on('worker', onWorker)
})
afterEach(() => {
  process.off('worker', onWorker)
})

describe('workers that die', () => {
  it('cost only their own run and are replaced', async () => {
    await using pool = await createSessionPool(slowModel(), copy)
    // A message that it cannot read throws inside the worker, uncaught, while the pool counts on it for the next run.
    started[0]!.postMessage(null)
    const doomed = pool.run(slow()).catch((error: unknown) => error)
    const others = [pool.run(quick()), pool.run(quick())]
    expect(await doomed).toMatchObject({ code: 'worker', cause: expect.any(TypeError), details: { exitCode: 1 } })
    for (const { y } of await Promise.all(others)) expect(y).toEqual(tensor('float32', [1, 1], [6]))
    expect([started.length, pool.workers]).toEqual([2, 1])
  })

  it('are replaced when idle, without an error, and deaths between runs never add up', async () => {
    await using pool = await createSessionPool(slowModel(), copy)
    for (let death = 0; death < 5; death++) {
      await started[death]!.terminate()
      expect((await pool.run(quick()))['y']!.data[0]).toBe(6)
    }
    expect(started).toHaveLength(6)
  })

  it('end the pool with an error when they do so again and again', async () => {
    const pool = await createSessionPool(slowModel(), copy)
    const kill = (worker: Worker) => void worker.terminate()
    process.on('worker', kill)
    try {
      await started[0]!.terminate()
      expect(await code(pool.run(quick()))).toBe('worker')
      expect(await code(pool.run(quick()))).toBe('worker')
      expect(await code(pool.ready())).toBe('worker')
      expect(pool.workers).toBe(0)
      expect(started.length).toBeLessThanOrEqual(4)
    } finally {
      process.off('worker', kill)
      await pool.close()
    }
  })

  it('end the creation with an error when none comes up', async () => {
    const kill = (worker: Worker) => void worker.terminate()
    process.on('worker', kill)
    try {
      expect(await code(createSessionPool(slowModel(), { ...copy, workers: 2 }))).toBe('worker')
    } finally {
      process.off('worker', kill)
    }
    expect(started.length).toBeLessThanOrEqual(6)
  })
})
