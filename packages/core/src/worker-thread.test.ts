import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { workerThread } from './worker-thread.ts'

const folder = mkdtempSync(join(tmpdir(), 'towerkit-thread-'))
afterAll(() => rmSync(folder, { recursive: true }))
writeFileSync(
  join(folder, 'echo.ts'),
  `import { parentPort, workerData } from 'node:worker_threads'
  parentPort!.postMessage(workerData)
  parentPort!.on('message', (request: unknown) => {
    if (request === 'throw') throw new RangeError('planted')
    if (request === 'end') return parentPort!.close()
    if (request === 'hang') for (;;);
    parentPort!.postMessage(request)
  })`,
)
const start = () =>
  workerThread<unknown, unknown>('./echo.ts', pathToFileURL(join(folder, 'caller.ts')).href, {
    name: 'echo',
    data: { hello: 1 },
  })

it('gives its data, answers, and ends when it is asked to', async () => {
  const thread = start()
  expect(await thread.receive()).toEqual({ hello: 1 })
  const numbers = Float32Array.of(1, 2)
  expect(await thread.ask(numbers, [numbers.buffer])).toEqual(Float32Array.of(1, 2))
  expect(numbers.length).toBe(0)
  await thread.finish('end')
  expect(thread.isAlive).toBe(false)
  expect(await thread.ended).toEqual({ exitCode: 0, cause: undefined })
  await expect(thread.ask('more')).rejects.toMatchObject({ code: 'worker', details: { exitCode: 0 } })
})

it('says what nothing in the thread caught', async () => {
  const thread = start()
  await thread.receive()
  await expect(thread.ask('throw')).rejects.toMatchObject({
    code: 'worker',
    message: expect.stringContaining('echo: the thread ended with exit code 1: RangeError: planted'),
  })
  expect(await thread.ended).toMatchObject({ exitCode: 1, cause: expect.any(RangeError) })
})

it('ends a thread that hangs, and leaves a request that cannot be sent without harm', async () => {
  const thread = start()
  await thread.receive()
  await expect(thread.ask(() => {})).rejects.toThrow('could not be cloned')
  expect(await thread.ask('still here')).toBe('still here')
  const hanging = thread.ask('hang')
  await thread.terminate()
  await expect(hanging).rejects.toMatchObject({ code: 'worker' })
})

it('says that a bundler left the file of a thread behind', async () => {
  const thread = workerThread<string, string>('./left-behind-worker.ts', import.meta.url, { name: 'echo' })
  await expect(thread.ask('hello')).rejects.toThrow('Keep the packages of Towerkit outside the bundle')
})
