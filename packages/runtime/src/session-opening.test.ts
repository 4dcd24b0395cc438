import { readdir, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { TowerkitError } from '@towerkit/core'
import { descentModel, tinyModel } from './testing/tiny-model.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'
import { createSessionPool } from './session-pool.ts'
import { createSession } from './session.ts'
import { tensor } from './tensor.ts'
import type { Fallback } from './session-options.ts'

const options = { threads: 1 }
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: unknown) => (TowerkitError.is(error) ? error.code : String(error)),
  )

describe('createSession', () => {
  it('refuses bytes that are no model and paths that do not exist', async () => {
    expect(await code(createSession(new Uint8Array([1, 2, 3]), options))).toBe('model')
    expect(await code(createSession('/no/such/model.onnx', options))).toBe('model')
    expect(await code(createSession(descentModel(), { threads: 0 }))).toBe('argument')
  })

  it('refuses inputs of a dtype that it has no arrays for', async () => {
    const model = tinyModel({
      inputs: { x: ['bfloat16', [1]] },
      outputs: { y: ['float32', [1]] },
      nodes: [['Cast', ['x'], ['y'], { to: 1 }]],
    })
    expect(['model', 'unsupported']).toContain(await code(createSession(model, options)))
  })

  it('falls back along the list of devices and says so', async () => {
    const fallbacks: Fallback[] = []
    const unavailable = process.platform === 'darwin' ? 'dml' : 'coreml'
    await using session = await createSession(descentModel(), {
      ...options,
      device: [unavailable, 'cpu'],
      onFallback: fallback => fallbacks.push(fallback),
    })
    expect(session.device).toBe('cpu')
    expect(fallbacks).toMatchObject([{ device: unavailable, reason: { code: 'unsupported' } }])
    expect(await code(createSession(descentModel(), { device: unavailable }))).toBe('unsupported')
    expect(await code(createSession(descentModel(), { device: [] }))).toBe('argument')
  })

  it('copies the model: its bytes may be reused', async () => {
    const bytes = descentModel()
    await using session = await createSession(bytes, options)
    bytes.fill(0)
    const one = tensor('float32', [1], [1])
    expect(await session.run({ w: one, gradient: one, rate: tensor('float32', [], [1]) })).toEqual({
      updated: tensor('float32', [1]),
    })
  })

  it('finds weights outside the model: beside its path, or given with its bytes, which may be reused too', async () => {
    const length = 1_000
    const model = tinyModel({
      inputs: { x: ['float32', [length]] },
      outputs: { y: ['float32', [length]] },
      nodes: [['Add', ['x', 'w'], ['y']]],
      externalWeights: { w: ['weights.bin', length] },
    })
    const weights = Float32Array.from({ length }, (_, index) => index)
    const x = tensor('float32', [length])
    await using folder = await temporaryFolder()
    await writeFile(folder.file('model.onnx'), model)
    await writeFile(folder.file('weights.bin'), weights)
    await using fromPath = await createSession(folder.file('model.onnx'), options)
    expect((await fromPath.run({ x }))['y']!.data).toEqual(weights)
    const given = new Uint8Array(weights.slice().buffer)
    const fromBytes = await createSession(model, { ...options, externalData: { 'weights.bin': given } })
    await using pool = await createSessionPool(model, { ...options, externalData: { 'weights.bin': given } })
    given.fill(255)
    expect((await fromBytes.run({ x }))['y']!.data).toEqual(weights)
    expect((await pool.run({ x }))['y']!.data).toEqual(weights)
    await fromBytes.close()
    expect(await code(createSession(model, options))).toBe('model')
  })

  it('reads a path, without an arena, and writes a profile on closing', async () => {
    await using folder = await temporaryFolder()
    await writeFile(folder.file('model.onnx'), descentModel())
    const session = await createSession(folder.file('model.onnx'), {
      ...options,
      arena: false,
      optimization: 'disabled',
      profile: folder.file('profile'),
    })
    const one = tensor('float32', [1], [1])
    await session.run({ w: one, gradient: one, rate: tensor('float32', [], [1]) }, { into: { updated: one } })
    expect(one.data[0]).toBe(0)
    await session.close()
    expect((await readdir(folder.path)).filter(name => /^profile.*\.json$/.test(name))).toHaveLength(1)
  })
})

it('closes after the runs under way, once, and refuses further runs', async () => {
  const session = await createSession(descentModel(), options)
  const one = tensor('float32', [1], [1])
  const running = session.run({ w: one, gradient: one, rate: tensor('float32', [], [1]) })
  await Promise.all([session.close(), session.close()])
  expect(await running).toEqual({ updated: tensor('float32', [1]) })
  expect(await code(session.run({ w: one, gradient: one, rate: one }))).toBe('argument')
})
