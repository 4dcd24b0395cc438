import { readdir, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { TowerkitError, seededRandom } from '@towerkit/core'
import { copyModel, descentModel, matmulModel, tinyModel } from './testing/tiny-model.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'
import { createSessionPool } from './session-pool.ts'
import { createSession } from './session.ts'
import { dataClass, dtypes, tensor } from './tensor.ts'
import type { Tensor } from './tensor.ts'
import type { Fallback } from './session-options.ts'

const options = { threads: 1 }
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: unknown) => (TowerkitError.is(error) ? error.code : String(error)),
  )

describe('run', () => {
  it('multiplies matrices, with the shapes and dtypes the model declares', async () => {
    await using session = await createSession(matmulModel(), options)
    expect(session.inputs).toEqual([
      { name: 'x', dtype: 'float32', shape: ['rows', 'inner'] },
      { name: 'w', dtype: 'float32', shape: ['inner', 'columns'] },
    ])
    const { y } = await session.run({
      x: tensor('float32', [1, 2], [1, 2]),
      w: tensor('float32', [2, 3], [1, 2, 3, 4, 5, 6]),
    })
    expect(y).toEqual(tensor('float32', [1, 3], [9, 12, 15]))
  })

  it.each(dtypes)('carries %s in, out and into, through views with an offset', async dtype => {
    await using session = await createSession(copyModel(dtype), options)
    const Class = dataClass(dtype)
    const one = (dtype === 'int64' ? 1n : 1) as never
    const source = new Class(7)
    source.fill(one, 2, 4)
    const x = { dtype, shape: [3], data: source.subarray(2, 5) } as Tensor
    const { y } = await session.run({ x })
    expect(y).toEqual({ dtype, shape: [3], data: source.slice(2, 5) })
    expect(y!.data).toBeInstanceOf(Class)
    const target = new Class(8).fill((dtype === 'int64' ? 7n : 7) as never)
    const into = { dtype, shape: [3], data: target.subarray(4, 7) } as Tensor
    const written = await session.run({ x }, { into: { y: into } })
    expect(written.y).toBe(into)
    expect([...target].map(Number)).toEqual([7, 7, 7, 7, 1, 1, 0, 7])
  })

  it('takes tensors without elements and scalars', async () => {
    await using session = await createSession(descentModel(), options)
    const empty = tensor('float32', [0])
    expect(await session.run({ w: empty, gradient: empty, rate: tensor('float32', [], [1]) })).toEqual({
      updated: empty,
    })
  })

  it('gives only the outputs asked for', async () => {
    await using session = await createSession(
      tinyModel({
        inputs: { x: ['float32', ['n']] },
        outputs: { a: ['float32', ['n']], b: ['float32', ['n']] },
        nodes: [
          ['Neg', ['x'], ['a']],
          ['Abs', ['x'], ['b']],
        ],
      }),
      options,
    )
    const x = tensor('float32', [2], [1, -2])
    expect(Object.keys(await session.run({ x }))).toEqual(['a', 'b'])
    expect(await session.run({ x }, { outputs: ['b'] })).toEqual({ b: tensor('float32', [2], [1, 2]) })
    expect(await code(session.run({ x }, { outputs: [] }))).toBe('argument')
    expect(await code(session.run({ x }, { outputs: ['c'] }))).toBe('argument')
    expect(await code(session.run({ x }, { outputs: ['b'], into: { a: x } }))).toBe('argument')
  })
})

describe('into', () => {
  it('updates weights in the memory they are fed from: w = w - rate * gradient', async () => {
    await using session = await createSession(descentModel(), options)
    const size = 1_000
    const random = seededRandom(1)
    const arena = Float32Array.from({ length: 3 * size }, random)
    const expected = arena.slice()
    const w = tensor('float32', [size], arena.subarray(size, 2 * size))
    const rate = tensor('float32', [], [0.1])
    for (let step = 0; step < 20; step++) {
      const gradient = tensor('float32', [size], Float32Array.from({ length: size }, random))
      for (let i = 0; i < size; i++) expected[size + i]! -= Math.fround(gradient.data[i]! * rate.data[0]!)
      expect((await session.run({ w, gradient, rate }, { into: { updated: w } })).updated).toBe(w)
    }
    expect(arena).toEqual(expected)
  })

  it('trains in place as it does out of place: weights and momentum over their own memory, to the bit', async () => {
    // loss gradient g = x'(xw - y) / rows; m' = 0.9 m + g; w' = w - rate m' - decay w
    const model = tinyModel({
      inputs: {
        x: ['float32', ['rows', 'n']],
        y: ['float32', ['rows', 1]],
        w: ['float32', ['n', 1]],
        m: ['float32', ['n', 1]],
      },
      outputs: { nextW: ['float32', ['n', 1]], nextM: ['float32', ['n', 1]], loss: ['float32', []] },
      nodes: [
        ['MatMul', ['x', 'w'], ['prediction']],
        ['Sub', ['prediction', 'y'], ['error']],
        ['ReduceSumSquare', ['error'], ['loss'], { keepdims: 0 }],
        ['Transpose', ['x'], ['transposed']],
        ['MatMul', ['transposed', 'error'], ['g']],
        ['Mul', ['m', 'keep'], ['kept']],
        ['Add', ['kept', 'g'], ['nextM']],
        ['Mul', ['nextM', 'rate'], ['step']],
        ['Mul', ['w', 'decay'], ['decayed']],
        ['Sub', ['w', 'step'], ['moved']],
        ['Sub', ['moved', 'decayed'], ['nextW']],
      ],
      weights: { keep: [0.9], rate: [1e-4], decay: [1e-3] },
    })
    await using session = await createSession(model, { threads: 2 })
    const random = seededRandom(2)
    const rows = 32
    const n = 300
    const x = tensor(
      'float32',
      [rows, n],
      Float32Array.from({ length: rows * n }, () => random() - 0.5),
    )
    const y = tensor('float32', [rows, 1], Float32Array.from({ length: rows }, random))
    const start = Float32Array.from({ length: n }, random)
    let apart = { w: tensor('float32', [n, 1], start.slice()), m: tensor('float32', [n, 1]) }
    const arena = new Float32Array(2 * n)
    arena.set(start)
    const inPlace = {
      w: tensor('float32', [n, 1], arena.subarray(0, n)),
      m: tensor('float32', [n, 1], arena.subarray(n)),
    }
    const losses: number[] = []
    for (let step = 0; step < 50; step++) {
      const results = await session.run({ x, y, ...apart })
      apart = { w: results['nextW'] as typeof apart.w, m: results['nextM'] as typeof apart.m }
      const { loss } = await session.run({ x, y, ...inPlace }, { into: { nextW: inPlace.w, nextM: inPlace.m } })
      expect(loss).toEqual(results['loss'])
      losses.push(Number(loss!.data[0]))
    }
    expect(inPlace).toEqual(apart)
    expect(losses.at(-1)).toBeLessThan(losses[0]! / 2)
  })

  it('refuses targets of another dtype or shape and leaves them alone', async () => {
    await using session = await createSession(matmulModel(), options)
    const x = tensor('float32', [2, 2], [1, 2, 3, 4])
    const wrong = tensor('float32', [3, 2])
    expect(await code(session.run({ x, w: x }, { into: { y: wrong } }))).toBe('shape')
    expect(await code(session.run({ x, w: x }, { into: { y: tensor('float32', [4]) } }))).toBe('shape')
    expect(await code(session.run({ x, w: x }, { into: { y: tensor('float64', [2, 2]) } }))).toBe('argument')
    expect(await code(session.run({ x, w: x }, { into: { z: wrong } }))).toBe('argument')
    expect(wrong.data).toEqual(new Float32Array(6))
  })
})

describe('feeds', () => {
  const x = tensor('float32', [2, 2], [1, 2, 3, 4])
  const shared = { dtype: 'float32', shape: [2, 2], data: new Float32Array(new SharedArrayBuffer(16)) } as const
  it.each([
    ['a missing input', { x }, 'argument', 'input "w" is missing'],
    ['an unknown input', { x, w: x, v: x }, 'argument', 'no input "v", only "x", "w"'],
    ['an inherited name', { x, w: x, toString: x }, 'argument', 'no input "toString"'],
    ['another dtype', { x, w: tensor('float64', [2, 2]) }, 'argument', '"w" is float64, expected float32'],
    ['another rank', { x, w: tensor('float32', [4]) }, 'shape', '[4], expected [inner, columns]'],
    [
      'a symbol with two values',
      { x, w: tensor('float32', [1, 4]) },
      'shape',
      '"inner" is 2 in input "x" but 1 in input "w"',
    ],
    ['too little data', { x, w: { ...x, shape: [2, 3] } }, 'shape', '6 elements, the data has 4'],
    [
      'data of another class',
      { x, w: { ...x, data: new Int32Array(4) } as unknown as Tensor },
      'argument',
      'Int32Array, expected Float32',
    ],
    ['shared memory', { x, w: shared }, 'argument', 'SharedArrayBuffer'],
  ])('refuses %s', async (_, feeds, expectedCode, message) => {
    await using session = await createSession(matmulModel(), options)
    const error = await session.run(feeds as never).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: expectedCode, message: expect.stringContaining(message) })
  })

  it('refuses another fixed dimension, and says where shapes disagree inside the graph', async () => {
    await using session = await createSession(
      tinyModel({
        inputs: { x: ['float32', ['a', 2]], y: ['float32', ['b', 2]] },
        outputs: { z: ['float32', ['c', 2]] },
        nodes: [['Add', ['x', 'y'], ['z']]],
      }),
      options,
    )
    expect(await code(session.run({ x: tensor('float32', [2, 3]), y: x }))).toBe('shape')
    const inside = await session.run({ x: tensor('float32', [3, 2]), y: x }).catch((reason: unknown) => reason)
    expect(inside).toMatchObject({
      code: 'shape',
      message: expect.stringContaining('x [3, 2], y [2, 2]'),
      cause: expect.any(Error),
    })
  })
})

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
