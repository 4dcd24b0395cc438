/**
 * Reads every .onnx file below a folder, writes it back, and runs both on the same random inputs; then differentiates a
 * model with respect to all its weights and takes a step of gradient descent. Fails if outputs differ or the step does
 * not lower the loss:
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/real-models.ts <folder of models> [name of the model to
 *   train, default yolox]
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { seededRandom } from '@towerkit/core'
import {
  add,
  gradients,
  mul,
  read,
  reduceMean,
  removeDeadNodes,
  writeOnnx,
  type ReadModel,
  type Value,
  type Tensor,
} from '@towerkit/graph'
import { createSession, tensor, type Tensors } from '@towerkit/runtime'

const [folder, trainable = 'yolox'] = process.argv.slice(2)
if (!folder) throw new Error('usage: real-models.ts <folder of models> [name of the model to train]')
/** For dimensions that the file leaves open. */
const lengths = { samples: 16_000, batch: 2 }

function randomInputs({ inputs }: ReadModel, seed: number): Tensors {
  const random = seededRandom(seed)
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { shape }]) => {
      const sizes = shape.map(dimension =>
        typeof dimension === 'number'
          ? dimension
          : (lengths[dimension as keyof typeof lengths] ?? (/batch|^n$|unk__\d+$/i.test(dimension) ? 1 : 2)),
      )
      const count = sizes.reduce((product, size) => product * size, 1)
      return [
        name,
        tensor(
          'float32',
          sizes,
          Float32Array.from({ length: count }, () => random() * 2 - 1),
        ),
      ]
    }),
  )
}

/** Largest difference, relative to the largest entry. */
function difference(a: Tensors, b: Tensors): number {
  return Math.max(
    ...Object.keys(a).map(name => {
      const x = a[name]!.data
      const y = b[name]!.data
      if (x.length !== y.length) return Infinity
      let largest = 1e-30
      let gap = 0
      for (let i = 0; i < x.length; i++) {
        largest = Math.max(largest, Math.abs(Number(x[i])))
        gap = Math.max(gap, Math.abs(Number(x[i]) - Number(y[i])))
      }
      return gap / largest
    }),
  )
}

async function run(model: Uint8Array, feeds: Tensors): Promise<Tensors> {
  await using session = await createSession(model)
  return session.run(feeds)
}

/** Mean of the squares of all outputs before and after one step of gradient descent. */
async function descend(
  { graph, weights }: ReadModel,
  feeds: Tensors,
): Promise<{ parameters: number; withGradient: number; before: number; after: number }> {
  const outputs = [...graph.outputs.values()]
  const loss = outputs.map(value => reduceMean(mul(value, value))).reduce((sum: Value, each) => add(sum, each))
  const targets = graph.inputs.filter(({ name }) => Object.hasOwn(weights, name))
  gradients(loss, targets).forEach((gradient, i) => graph.output(`gradient of ${targets[i]!.name}`, gradient))
  graph.output('mean square', loss)
  await using session = await createSession(writeOnnx(graph))
  const results = await session.run({ ...feeds, ...(weights as Tensors) })
  const norm = Math.sqrt(
    targets.reduce(
      (sum, { name }) =>
        sum + (results[`gradient of ${name}`]!.data as Float32Array).reduce((part, value) => part + value * value, 0),
      0,
    ),
  )
  const before = Number(results['mean square']!.data[0])
  // A step short enough for the slope to hold, that lowers the loss by about a thousandth.
  const rate = (before * 1e-3) / norm ** 2
  const moved: Record<string, Tensor> = Object.fromEntries(
    targets.map(({ name }) => [
      name,
      {
        ...weights[name]!,
        data: (weights[name]!.data as Float32Array).map(
          (value, i) => value - rate * Number(results[`gradient of ${name}`]!.data[i]),
        ),
      },
    ]),
  )
  const after = Number((await session.run({ ...feeds, ...(moved as Tensors) }))['mean square']!.data[0])
  return {
    parameters: targets.length,
    withGradient: targets.filter(({ name }) =>
      (results[`gradient of ${name}`]!.data as Float32Array).some(value => value !== 0),
    ).length,
    before,
    after,
  }
}

let failed = 0
const files = (await readdir(folder, { recursive: true })).filter(name => name.endsWith('.onnx')).sort()
console.log(`${files.length} files\nfile | nodes | parameters | largest difference after writing back`)
for (const file of files) {
  const bytes = await readFile(join(folder, file))
  const model = read(bytes)
  const feeds = randomInputs(model, 1)
  const written = writeOnnx(removeDeadNodes(model.graph), { weights: model.weights })
  const gap = difference(await run(bytes, feeds), await run(written, feeds))
  if (!(gap <= 1e-6)) failed++
  console.log([file, model.graph.nodes.length, Object.keys(model.weights).length, gap.toExponential(1)].join(' | '))
  if (!file.includes(trainable)) continue
  const { parameters, withGradient, before, after } = await descend(model, feeds)
  const expected = 1e-3
  const lowered = 1 - after / before
  if (withGradient < parameters || !(Math.abs(lowered / expected - 1) < 0.2)) failed++
  console.log(
    `  one step of gradient descent on ${file}: ${withGradient} of ${parameters} weights have a gradient; mean ` +
      `square ${before.toPrecision(7)} to ${after.toPrecision(7)}, ${(1000 * lowered).toFixed(3)} thousandths ` +
      '(slope says 1)',
  )
}
process.exitCode = failed > 0 || files.length === 0 ? 1 : 0
