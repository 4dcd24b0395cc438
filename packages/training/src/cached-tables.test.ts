import { describe, expect, it } from 'vitest'
import { add, gather, reduceSum, type Tower } from '@towerkit/graph'
import type { Gradients } from './gradients.ts'
import { addGradients } from './gradients.ts'
import { contrastiveLoss, sharedModel, tinyPairs, tinyTower } from './testing/tiny-model.ts'
import { cachedAndPlain, compute } from './testing/cached-and-plain.ts'

describe('tables trained row by row', () => {
  /** A tower with a second table that the same indices read. */
  function twoTables(sparse: boolean): Tower<readonly number[]> {
    const tower = tinyTower('shared', { sparse })
    const other = tinyTower('other', { rows: 50, width: 4, seed: 8 }).weights['table']!
    return {
      ...tower,
      weights: { ...tower.weights, second: other },
      ...(sparse && { tables: { table: ['ids'], second: ['ids'] } }),
      build: (parameters, inputs, context) => {
        const second = parameters.get('second', [50, 4], () => new Float32Array(200))
        const own = tower.build(parameters, inputs, context)['embedding']!
        return { embedding: add(own, reduceSum(gather(second, inputs['ids']!), [1])) }
      },
    }
  }

  it('may share their indices: two tables get the rows of the dense gradients', async () => {
    const batch = tinyPairs(6)
    const { plain: dense } = cachedAndPlain(sharedModel(twoTables(false)), contrastiveLoss, 4)
    const { plain, cached } = cachedAndPlain(sharedModel(twoTables(true)), contrastiveLoss, 4)
    const expected = await compute(dense, batch)
    for (const { loss, tensors, rows } of [await compute(plain, batch), await compute(cached, batch)]) {
      expect(loss).toBeCloseTo(expected.loss, 5)
      for (const [name, width] of [
        ['shared.table', 8],
        ['shared.second', 4],
      ] as const) {
        const full = new Float32Array(50 * width)
        rows[name]!.forEach((row, i) => full.set(tensors[name]!.subarray(i * width, (i + 1) * width), row * width))
        full.forEach((value, i) => expect(Math.abs(value - expected.tensors[name]![i]!)).toBeLessThan(1e-5))
      }
    }
  })

  it('add up over the union of their rows, also where a batch names none', () => {
    const part = (rows: number[], data: number[]): Gradients => ({
      loss: 1,
      terms: { t: 1 },
      buffers: {},
      rows: { t: Int32Array.from(rows) },
      tensors: { t: Float32Array.from(data) },
    })
    expect(addGradients(part([1, 4], [1, 2, 3, 4]), part([0, 4], [10, 20, 30, 40]))).toEqual({
      loss: 2,
      terms: { t: 2 },
      buffers: {},
      rows: { t: Int32Array.of(0, 1, 4) },
      tensors: { t: Float32Array.of(10, 20, 1, 2, 33, 44) },
    })
    expect(addGradients(part([], []), part([3], [1, 2]))).toMatchObject({
      rows: { t: Int32Array.of(3) },
      tensors: { t: Float32Array.of(1, 2) },
    })
  })
})
