import { describe, expect, it } from 'vitest'
import { seededRandom, TowerkitError, type Tensor } from '@towerkit/core'
import * as exported from './index.ts'
import { factorsOf, termsOf, type Dimension, type Shape } from '../dimension.ts'
import { isFloat } from '../dtype.ts'
import { gradients } from '../gradients.ts'
import { Graph } from '../graph.ts'
import { lower } from '../lower.ts'
import type { AnyOp, Sample } from '../op.ts'
import { emitSample } from '../testing/emit-sample.ts'
import { runModel as run } from '../testing/run-model.ts'
import type { Value } from '../value.ts'
import { writeOnnx } from '../write-onnx.ts'
import { add } from './add.ts'
import { cast } from './cast.ts'
import { mul } from './mul.ts'
import { reduceSum } from './reduce-sum.ts'

/** Samples whose numbers make sense for one length only, so that a symbol in its place has to be refused. */
const refused = new Set([
  'DequantizeLinear 1',
  'Expand 0',
  'Gemm 1',
  'ScatterElements 1',
  'Split 1',
  'Where 0',
  'Where 1',
])

const ops = (Object.values(exported) as unknown[]).filter(
  (member): member is AnyOp => typeof member === 'object' && member !== null && 'infer' in member,
)
const cases = ops.flatMap(op =>
  op.samples.flatMap((sample, i) =>
    lengthToReplace(sample) === undefined ? [] : [[`${op.type} ${i}`, op, sample] as const],
  ),
)

/** Every sample again with its first axis as a symbol: one graph for all lengths. */
describe.each(cases)('%s with a symbol', (name, op, sample) => {
  const length = lengthToReplace(sample)!
  const symbolic = Object.fromEntries(
    Object.entries(sample.shapes).map(([name, shape]): [string, Shape] => [
      name,
      shape[0] === length ? ['n', ...shape.slice(1)] : shape,
    ]),
  )

  if (refused.has(name)) {
    it('is refused', () => expect(() => sampleGraph(op, sample, symbolic, 'float32')).toThrow(TowerkitError))
    return
  }

  it('has the inferred shape at run time', async () => {
    const { graph, outputs } = sampleGraph(op, sample, symbolic, 'float32')
    for (const [key, value] of Object.entries(outputs)) graph.output(`output ${key}`, value)
    for (const each of op.gradient === 'reference' ? [graph, lower(graph)] : [graph]) {
      const results = await run(writeOnnx(each), feedsOf(sample, 'float32'), { optimized: false })
      for (const [key, value] of Object.entries(outputs)) {
        expect([...results[`output ${key}`]!.shape]).toEqual(value.shape.map(dimension => resolve(dimension, length)))
        if (value.elements)
          expect(Array.from(results[`output ${key}`]!.data, Number)).toEqual(
            value.elements.map(element => resolve(element, length)),
          )
      }
    }
  })

  if (op.gradient === null || op.gradient === 'reference') return

  it('has the gradients that it has with numbers', async () => {
    const [fixed, open] = await Promise.all(
      [sample.shapes, symbolic].map(shapes =>
        run(gradientModel(op, sample, shapes), feedsOf(sample, 'float64'), { optimized: false }),
      ),
    )
    for (const key of Object.keys(sample.shapes)) {
      expect(open![`gradient of ${key}`]!.shape).toEqual(fixed![`gradient of ${key}`]!.shape)
      fixed![`gradient of ${key}`]!.data.forEach((value, i) =>
        expect(Number(open![`gradient of ${key}`]!.data[i])).toBeCloseTo(Number(value), 12),
      )
    }
  })
})

function lengthToReplace({ shapes }: Sample): number | undefined {
  return Object.values(shapes).find(shape => shape.length > 0 && shape[0] !== 1)?.[0]
}

function sampleGraph(op: AnyOp, sample: Sample, shapes: Readonly<Record<string, Shape>>, dtype: 'float32' | 'float64') {
  const graph = new Graph()
  const values = Object.fromEntries(Object.entries(shapes).map(([key, shape]) => [key, graph.input(key, dtype, shape)]))
  return { graph, values, outputs: emitSample(op, sample, values, graph) }
}

/** Gradients of Σ y² + y over all outputs y, by input name. */
function gradientModel(op: AnyOp, sample: Sample, shapes: Readonly<Record<string, Shape>>): Uint8Array {
  const { graph, values, outputs } = sampleGraph(op, sample, shapes, 'float64')
  const objective = Object.values(outputs)
    .filter(({ dtype }) => isFloat(dtype))
    .map(value => cast(reduceSum(mul(value, add(value, 1))), 'float64'))
    .reduce((sum: Value, value) => add(sum, value))
  gradients(objective, Object.values(values)).forEach((gradient, i) =>
    graph.output(`gradient of ${Object.keys(values)[i]}`, gradient),
  )
  return writeOnnx(lower(graph))
}

function feedsOf(
  { shapes, range: [low, high] = [-1, 1] }: Sample,
  dtype: 'float32' | 'float64',
): Record<string, Tensor> {
  const random = seededRandom(3)
  return Object.fromEntries(
    Object.entries(shapes).map(([key, shape]) => {
      const data = Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => low + (high - low) * random())
      return [key, { dtype, shape, data: dtype === 'float64' ? data : Float32Array.from(data) }]
    }),
  )
}

function resolve(dimension: Dimension, n: number): number {
  if (typeof dimension === 'number') return dimension
  if (dimension === 'n') return n
  const terms = termsOf(dimension)
  return terms.length > 1
    ? terms.reduce((sum: number, term) => sum + resolve(term, n), 0)
    : factorsOf(dimension).reduce((product: number, factor) => product * resolve(factor, n), 1)
}
