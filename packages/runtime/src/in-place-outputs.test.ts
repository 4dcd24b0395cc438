import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { ModelProtoSchema } from 'onnx-buf'
import { describe, expect, it } from 'vitest'
import { learnStop, probeModel, stopOutput, stopPart, withStop } from './in-place-outputs.ts'
import { loadOnnxRuntime } from './onnx-runtime.ts'
import { createSession } from './session.ts'
import { tensor } from './tensor.ts'
import { tinyModel } from './testing/tiny-model.ts'

it('has the bytes that its comments say', () => {
  const elemType = { value: { case: 'tensorType' as const, value: { elemType: 1 } } }
  expect(stopPart).toEqual(
    toBinary(
      ModelProtoSchema,
      create(ModelProtoSchema, {
        graph: {
          node: [{ opType: 'SequenceEmpty', output: [stopOutput] }],
          output: [{ name: stopOutput, type: { value: { case: 'sequenceType', value: { elemType } } } }],
        },
      }),
    ),
  )
  expect(probeModel).toEqual(
    tinyModel({ inputs: { x: ['float32', []] }, outputs: { y: ['float32', []] }, nodes: [['Neg', ['x'], ['y']]] }),
  )
  expect(fromBinary(ModelProtoSchema, withStop(probeModel)).graph!.output.map(({ name }) => name)).toEqual([
    stopOutput,
    'y',
  ])
})

it('is in effect with the version of ONNX Runtime that this package depends on', async () => {
  expect(await learnStop(await loadOnnxRuntime())).toBeTypeOf('string')
})

/** doubled = 2x, total = sum of x, both in one run. */
const model = () =>
  tinyModel({
    inputs: { x: ['float32', ['n']] },
    outputs: { total: ['float32', []], doubled: ['float32', ['n']] },
    nodes: [
      ['ReduceSum', ['x'], ['total'], { keepdims: 0 }],
      ['Add', ['x', 'x'], ['doubled']],
    ],
  })
const x = tensor('float32', [2], [1, 2])
const expected = { total: tensor('float32', [], [3]), doubled: tensor('float32', [2], [2, 4]) }

describe.each([
  ['in place: a target for each output, or a fixed shape', ['doubled']],
  ['copied: an output of unknown shape without a target', ['total']],
  ['all targets given', ['doubled', 'total']],
  ['no target', []],
] as const)('%s', (_, given) => {
  it('gives the same results, the targets themselves, and no further outputs', async () => {
    await using session = await createSession(model(), { threads: 1 })
    expect(session.outputs.map(({ name }) => name)).toEqual(['total', 'doubled'])
    const into = Object.fromEntries(given.map(name => [name, tensor('float32', expected[name].shape)]))
    for (let round = 0; round < 3; round++) {
      const results = await session.run({ x }, { into })
      expect(results).toEqual(expected)
      for (const name of given) expect(results[name]).toBe(into[name])
    }
  })
})

it('still tells of failures inside the graph', async () => {
  await using session = await createSession(
    tinyModel({
      inputs: { a: ['float32', ['i']], b: ['float32', ['j']] },
      outputs: { sum: ['float32', ['k']] },
      nodes: [['Add', ['a', 'b'], ['sum']]],
    }),
    { threads: 1 },
  )
  const run = session.run(
    { a: tensor('float32', [2]), b: tensor('float32', [3]) },
    { into: { sum: tensor('float32', [3]) } },
  )
  await expect(run).rejects.toMatchObject({ code: 'shape', message: expect.stringContaining('a [2], b [3]') })
})
