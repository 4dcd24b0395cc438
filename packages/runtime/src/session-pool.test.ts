import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AbortedError, TowerkitError } from '@towerkit/core'
import { createSessionPool } from './session-pool.ts'
import { tensor } from './tensor.ts'
import type { Tensors } from '@towerkit/core'
import { temporaryFolder } from './testing/temporary-folder.ts'
import { copyModel, descentModel, matmulModel, tinyModel } from './testing/tiny-model.ts'

const code = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: unknown) => (TowerkitError.is(error) ? error.code : String(error)),
  )
const scalar = (value: number) => ({ x: tensor('float32', [1], [value]) })
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

describe('run', () => {
  it('answers many clients, each with its own result', async () => {
    await using pool = await createSessionPool(copyModel('float32'), { ...copy, workers: 2 })
    expect(pool).toMatchObject({
      device: 'cpu',
      workers: 2,
      inputs: [{ name: 'x', dtype: 'float32' }],
      outputs: [{ name: 'y' }],
    })
    const values = Array.from({ length: 100 }, (_, index) => index)
    const results = await Promise.all(values.map(value => pool.run(scalar(value))))
    expect(results.map(({ y }) => y!.data[0])).toEqual(values)
  })

  it('copies feeds: the memory behind a view stays here, and stays usable', async () => {
    await using pool = await createSessionPool(copyModel('float32'), copy)
    const arena = Float32Array.from([1, 2, 3, 4])
    const { y } = await pool.run({ x: tensor('float32', [2], arena.subarray(1, 3)) })
    expect(y).toEqual(tensor('float32', [2], [2, 3]))
    expect(arena).toEqual(Float32Array.from([1, 2, 3, 4]))
    expect(y!.data.buffer.byteLength).toBe(8)
  })

  it('gives only the outputs asked for, and errors with their code, before and behind the door', async () => {
    await using pool = await createSessionPool(
      tinyModel({
        inputs: { a: ['float32', ['i', 2]], b: ['float32', ['j', 2]] },
        outputs: { sum: ['float32', ['k', 2]], minus: ['float32', ['i', 2]] },
        nodes: [
          ['Add', ['a', 'b'], ['sum']],
          ['Neg', ['a'], ['minus']],
        ],
      }),
      copy,
    )
    const a = tensor('float32', [2, 2], [1, 2, 3, 4])
    expect(await pool.run({ a, b: a }, { outputs: ['minus'] })).toEqual({
      minus: tensor('float32', [2, 2], [-1, -2, -3, -4]),
    })
    expect(await code(pool.run({ a }))).toBe('argument')
    expect(await code(pool.run({ a, b: a }, { outputs: ['c'] }))).toBe('argument')
    expect(await code(pool.run({ a, b: tensor('float32', [2, 3]) }))).toBe('shape')
    const inside = await pool.run({ a, b: tensor('float32', [3, 2]) }).catch((error: unknown) => error)
    const details = { shapes: { a: [2, 2], b: [3, 2] } }
    expect(inside).toMatchObject({ name: 'ShapeError', code: 'shape', details, cause: expect.any(Error) })
    expect(Object.keys(await pool.run({ a, b: a }))).toEqual(['sum', 'minus'])
  })
})

it('fails a run whose feed was transferred away while it was queued, and goes on', async () => {
  await using pool = await createSessionPool(slowModel(), copy)
  const first = pool.run(slow())
  const gone = quick()
  const runs = [code(pool.run(gone)), code(pool.run(quick()))]
  structuredClone(gone, { transfer: [gone['x']!.data.buffer as ArrayBuffer] })
  await first
  expect(await Promise.all(runs)).toEqual(['argument', 'no error'])
})

describe('createSessionPool', () => {
  it('reads a path and reports fallbacks', async () => {
    await using folder = await temporaryFolder()
    await writeFile(folder.file('model.onnx'), copyModel('int64'))
    const fallen: string[] = []
    const missing = process.platform === 'darwin' ? 'dml' : 'coreml'
    await using pool = await createSessionPool(folder.file('model.onnx'), {
      ...copy,
      device: [missing, 'cpu'],
      onFallback: ({ device }) => fallen.push(device),
    })
    expect(pool.device).toBe('cpu')
    expect(fallen).toEqual([missing])
    expect(await pool.run({ x: tensor('int64', [1], [5]) })).toEqual({ y: tensor('int64', [1], [5]) })
  })

  it('passes on why a model is refused', async () => {
    expect(await code(createSessionPool(new Uint8Array([1, 2, 3]), copy))).toBe('model')
    expect(await code(createSessionPool(descentModel(), { workers: 0 }))).toBe('argument')
    expect(await code(createSessionPool(descentModel(), { maxQueue: 0.5 }))).toBe('argument')
  })
})

it('lets the process exit with runs under way, with its own exit code', () => {
  // Ended inside ONNX Runtime, a thread would abort the process.
  const script = fileURLToPath(new URL('./testing/exit-while-running.ts', import.meta.url))
  const { status, stderr } = spawnSync(process.execPath, ['--conditions=@towerkit/source', script], {
    encoding: 'utf8',
  })
  expect({ status, stderr }).toEqual({ status: 3, stderr: '' })
})

describe('close', () => {
  it('lets queued runs finish, once, and refuses further ones', async () => {
    const pool = await createSessionPool(slowModel(), { ...copy, maxQueue: 1 })
    const runs = [pool.run(slow()), pool.run(quick()), pool.run(quick(), { wait: true })]
    const ready = code(pool.ready())
    const closing = Promise.all([pool.close(), pool.close()])
    expect(await code(pool.run(quick()))).toBe('argument')
    expect(await Promise.all(runs)).toHaveLength(3)
    await closing
    expect(await ready).toBe('argument')
    expect(started.every(worker => worker.threadId === -1)).toBe(true)
  })

  it('rejects runs when it is told not to wait', async () => {
    const pool = await createSessionPool(slowModel(), copy)
    const runs = [pool.run(slow()), pool.run(quick())].map(run => run.catch((error: unknown) => error))
    await pool.close({ drain: false })
    for (const error of await Promise.all(runs)) expect(error).toBeInstanceOf(AbortedError)
    expect(started.every(worker => worker.threadId === -1)).toBe(true)
  })
})
