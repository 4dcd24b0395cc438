import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sgd } from './sgd.ts'
import { tinyPairs, tinyTower } from './testing/tiny-model.ts'
import { run, temporaryFolder } from './testing/tiny-run.ts'
import { touchedRows } from './touched-rows.ts'
import type { RunOptions, SingleTask } from './train-options.ts'

const rows = 400
const tower = () => tinyTower('shared', { rows })
/** Batches that touch new rows until the end, the best evaluation among the first. */
const options: Partial<RunOptions & SingleTask> = {
  data: tinyPairs(64, { rows }),
  steps: 16,
  batchSize: 4,
  average: { decay: 0.9 },
  evaluation: { every: 3, run: ({ step }) => ({ score: -Math.abs(step - 6) }) },
}

describe('a run over a table trained row by row', () => {
  it.each([true, false])('ends with the same bytes after it was stopped, keepBest %s', async keepBest => {
    const settings = { ...options, evaluation: { ...options.evaluation!, keepBest } }
    const whole = await run(settings, tower())
    const checkpoints = { folder: await temporaryFolder(), every: 2 }
    for (const last of [1, 5, 6, 12]) {
      const stop = new AbortController()
      const onProgress = ({ step }: { step: number }) => step === last && stop.abort()
      const stopped = run({ ...settings, checkpoints, signal: stop.signal, onProgress }, tower())
      await expect(stopped).rejects.toMatchObject({ code: 'aborted', details: { step: last } })
    }
    const resumed = await run({ ...settings, checkpoints }, tower())
    expect(resumed.weights).toEqual(whole.weights)
    expect(resumed.losses).toEqual(whole.losses.slice(12))
  })

  it('keeps the best weights: rows touched since then have their first values again', async () => {
    const settings = { ...options, optimizer: sgd({ learningRate: 0.5 }) }
    const whole = await run(settings, tower())
    const { evaluation, ...untilBest } = { ...settings, steps: 6 }
    expect(evaluation).toBeDefined()
    expect(whole.weights).toEqual((await run(untilBest, tower())).weights)
  })

  it('averages as over a whole table, with rows that stay the same for long', async () => {
    const { evaluation, ...settings } = { ...options, optimizer: sgd({ learningRate: 0.5 }), steps: 30 }
    expect(evaluation).toBeDefined()
    const sparse = await run(settings, tower())
    const whole = await run(settings, tinyTower('shared', { rows, sparse: false }))
    const differences = whole.weights['table']!.map((value, i) => Math.abs(value - sparse.weights['table']![i]!))
    expect(Math.max(...differences)).toBeLessThan(2e-6)
  })
})

describe('checkpoints of a table trained row by row', () => {
  it('take the room of the touched rows, not of the table', async () => {
    const bytesOf = async (count: number) => {
      const folder = await temporaryFolder()
      const table = tinyTower('shared', { rows: count })
      await run({ ...options, data: tinyPairs(8), steps: 2, checkpoints: folder }, table)
      const file = await readFile(join(folder, (await readdir(folder)).at(-1)!))
      return file.length - 8 - Number(file.readBigUInt64LE())
    }
    expect(await bytesOf(20_000)).toBe(await bytesOf(50))
  })

  it('are refused by a model with other untouched rows, and restore all that were touched', async () => {
    const folder = await temporaryFolder()
    const settings = { ...options, data: tinyPairs(64), checkpoints: folder }
    const first = tower()
    const expected = await run(settings, first)
    // Words below 50 occur in the data.
    const otherRest = tower()
    const values = otherRest.weights['table']!.data as Float32Array
    values[100 * 8]! = -values[100 * 8]!
    await expect(run(settings, otherRest)).rejects.toThrow('the other rows of the model are not those that the run')
    expect(values).toEqual(Float32Array.from(tower().weights['table']!.data as Float32Array).with(800, values[800]!))
    expect((await run(settings, first)).weights).toEqual(expected.weights)
    expect((await run(settings, tower())).weights).toEqual(expected.weights)
  })
})

describe('touchedRows', () => {
  const table = () => Float32Array.from({ length: 40 }, (_, i) => Math.sin(i))

  it('keeps the order of the first touch, and the checksum of the others up to date', () => {
    const data = table()
    const touched = touchedRows(data, 10)
    const before = touched.untouchedChecksum()
    touched.add(Int32Array.of(3, 7))
    touched.add(Int32Array.of(0, 3, 9))
    expect([...touched.rows]).toEqual([3, 7, 0, 9])
    expect([3, 7, 0, 9].map(touched.position)).toEqual([0, 1, 2, 3])
    data.fill(5, 12, 16)
    const again = touchedRows(data, 10)
    expect(again.untouchedChecksum()).not.toBe(before)
    again.restore(touched.rows)
    expect(again.untouchedChecksum()).toBe(touched.untouchedChecksum())
    expect([...again.rows]).toEqual([...touched.rows])
  })

  it.each<[string, (data: Float32Array) => void]>([
    ['negated', data => data.forEach((value, i) => (data[i] = -value))],
    ['with two rows exchanged', data => data.set([...data.subarray(4, 8), ...data.subarray(0, 4)])],
    ['with one bit of one number changed', data => (new Uint32Array(data.buffer)[17]! ^= 1)],
  ])('has another checksum for a table %s', (_name, change) => {
    const data = table()
    change(data)
    expect(touchedRows(data, 10).untouchedChecksum()).not.toBe(touchedRows(table(), 10).untouchedChecksum())
  })
})
