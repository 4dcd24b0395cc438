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

describe('the queue', () => {
  it('refuses what is beyond its bound, and takes it with wait', async () => {
    await using pool = await createSessionPool(slowModel(), { ...copy, maxQueue: 2 })
    const first = [pool.run(slow()), pool.run(quick()), pool.run(quick())]
    expect(pool.queued).toBe(2)
    expect(await code(pool.run(quick()))).toBe('overloaded')
    const waiting = [pool.run(quick(), { wait: true }), pool.run(quick(), { wait: true })]
    expect(pool.queued).toBe(2)
    for (const { y } of await Promise.all(waiting)) expect(y).toEqual(tensor('float32', [1, 1], [6]))
    await Promise.all(first)
  })

  it('says when there is room', async () => {
    await using pool = await createSessionPool(slowModel(), { ...copy, maxQueue: 1 })
    await pool.ready()
    const runs = [pool.run(slow()), pool.run(quick())]
    const order: string[] = []
    const ready = pool.ready().then(() => order.push('ready'))
    void runs[0]!.then(() => order.push('first run'))
    expect(await code(pool.ready({ signal: AbortSignal.abort() }))).toBe('aborted')
    await ready
    expect(order[0]).toBe('first run')
    await Promise.all(runs)
  })

  it('never runs what was cancelled, and answers the cancelled at once', async () => {
    await using pool = await createSessionPool(slowModel(), { ...copy, maxQueue: 3 })
    const controller = new AbortController()
    const order: string[] = []
    const record = (name: string, work: Promise<unknown>) =>
      work.then(
        () => order.push(name),
        (error: TowerkitError) => order.push(`${name} ${error.code}`),
      )
    const works = [
      record('running', pool.run(slow(), { signal: controller.signal })),
      record('queued', pool.run(quick(), { signal: controller.signal })),
      record('kept', pool.run(quick())),
      record('waiting', pool.run(quick(), { signal: controller.signal, wait: true })),
    ]
    controller.abort(new Error('changed my mind'))
    expect(pool.queued).toBe(1)
    works.push(record('late', pool.run(quick(), { signal: controller.signal })))
    await Promise.all(works)
    expect(order.slice(0, 4).sort()).toEqual(['late aborted', 'queued aborted', 'running aborted', 'waiting aborted'])
    expect(order[4]).toBe('kept')
    const error = await pool.run(quick(), { signal: controller.signal }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ cause: { message: 'changed my mind' } })
  })
})
