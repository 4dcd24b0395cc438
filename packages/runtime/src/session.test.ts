import { describe, expect, it } from 'vitest'
import { TowerkitError } from '@towerkit/core'
import { copyModel, descentModel, matmulModel, tinyModel } from './testing/tiny-model.ts'
import { createSession } from './session.ts'
import { dataClass, dtypes, tensor } from './tensor.ts'
import type { Tensor } from '@towerkit/core'

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
