import { describe, expect, it } from 'vitest'
import { Graph, lossValue, writeOnnx } from '@towerkit/graph'
import { testLoss } from '@towerkit/graph/testing'
import { logitDistillation } from './logit-distillation.ts'
import { runModel as run } from './testing/run-model.ts'

describe('logitDistillation', () => {
  for (const { name, run: runCase } of testLoss(logitDistillation(), { run })) it(name, runCase)

  it('is the divergence of two distributions that are known', async () => {
    const graph = new Graph()
    const logits = graph.constant([Math.log(1), Math.log(3)], 'float32', [1, 2])
    const teacher = graph.constant([Math.log(1), Math.log(1)], 'float32', [1, 2])
    graph.output('loss', lossValue(logitDistillation({ temperature: 1 }), { logits, teacher }))
    const { loss } = await run(writeOnnx(graph), {}, { optimized: true })
    expect(Number(loss!.data[0])).toBeCloseTo(0.5 * Math.log(0.5 / 0.25) + 0.5 * Math.log(0.5 / 0.75), 6)
  })

  it('refuses a single class, and a temperature that is none', () => {
    const graph = new Graph()
    const one = graph.input('one', 'float32', ['batch', 1])
    expect(() => logitDistillation().compute({ logits: one, teacher: one })).toThrow(
      expect.objectContaining({ code: 'shape' }),
    )
    expect(() => logitDistillation({ temperature: 0 })).toThrow(expect.objectContaining({ code: 'argument' }))
  })
})
