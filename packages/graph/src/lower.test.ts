import { describe, expect, it } from 'vitest'
import { Graph } from './graph.ts'
import { lower } from './lower.ts'
import { gelu } from './ops/gelu.ts'
import { layerNormalization } from './ops/layer-normalization.ts'

describe('lower', () => {
  it('leaves no op that has a reference, however deep references refer to each other', () => {
    const graph = new Graph()
    const x = graph.input('x', 'float64', ['n', 4])
    graph.output('y', gelu(layerNormalization(x, graph.input('scale', 'float64', [4]))))
    const lowered = lower(graph)
    expect(lowered.nodes.some(({ op }) => op.reference)).toBe(false)
    expect(lowered.outputs.get('y')!.shape).toEqual(['n', 4])
    expect(graph.nodes.map(({ op }) => op.type)).toEqual(['LayerNormalization', 'Gelu'])
  })
})
