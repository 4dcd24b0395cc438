import { describe, expect, it } from 'vitest'
import { TowerkitError, seededRandom } from '@towerkit/core'
import { descentModel, matmulModel, tinyModel } from './testing/tiny-model.ts'
import { createSession } from './session.ts'
import { tensor } from './tensor.ts'

const options = { threads: 1 }
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: unknown) => (TowerkitError.is(error) ? error.code : String(error)),
  )

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
