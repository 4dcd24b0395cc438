/**
 * Reads exported models, writes them back, and compares outputs at two sizes with the original file's and with
 * PyTorch's, and the gradients of all weights that keep their names with PyTorch's. The folder is made by
 * tooling/golden/onnx_exports.py:
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/onnx-exports.ts <folder>
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  cos,
  gradients,
  mul,
  range,
  read,
  reduceSum,
  removeDeadNodes,
  reshape,
  cast,
  productOf,
  writeOnnx,
  type ReadModel,
} from '@towerkit/graph'
import { createSession, tensor, type Tensor, type Tensors } from '@towerkit/runtime'

interface Stored {
  readonly dtype: 'int64' | 'float32'
  readonly shape: readonly number[]
  readonly data: readonly number[]
}
interface Case {
  readonly inputs: Readonly<Record<string, Stored>>
  readonly output: Stored
  readonly gradients: Readonly<Record<string, Stored>>
}

const [folder] = process.argv.slice(2)
if (!folder) throw new Error('usage: onnx-exports.ts <folder>')
const tensorOf = ({ dtype, shape, data }: Stored): Tensor => tensor(dtype, shape, data)

/** Largest difference relative to the largest entry, with a floor for what is zero by symmetry. */
function difference(a: ArrayLike<number | bigint>, b: ArrayLike<number | bigint>, floor = 1e-6): number {
  if (a.length !== b.length) return Infinity
  let largest = floor
  let gap = 0
  for (let i = 0; i < a.length; i++) {
    largest = Math.max(largest, Math.abs(Number(b[i])))
    gap = Math.max(gap, Math.abs(Number(a[i]) - Number(b[i])))
  }
  return Number.isNaN(gap) ? Infinity : gap / largest
}

async function outputOf(model: Uint8Array, inputs: Case['inputs']): Promise<Float32Array> {
  await using session = await createSession(model, { threads: 1 })
  const wanted = new Set(session.inputs.map(({ name }) => name))
  const feeds = Object.fromEntries(
    Object.entries(inputs)
      .filter(([name]) => wanted.has(name))
      .map(([name, stored]) => [name, tensorOf(stored)]),
  )
  return (await session.run(feeds))['last_hidden_state']!.data as Float32Array
}

/** Gradients of Σ cos(i)·yᵢ for all weights. */
async function gradientsOf({ graph, weights, inputs }: ReadModel, { inputs: given }: Case): Promise<Tensors> {
  const y = graph.outputs.get('last_hidden_state')!
  const places = reshape(cos(cast(range(graph, productOf(y.shape)), 'float32')), y.shape)
  const targets = graph.inputs.filter(({ name }) => Object.hasOwn(weights, name))
  gradients(reduceSum(mul(y, places)), targets).forEach((gradient, i) =>
    graph.output(`gradient of ${targets[i]!.name}`, gradient),
  )
  await using session = await createSession(writeOnnx(graph), { threads: 1 })
  const results = await session.run({
    ...Object.fromEntries(Object.keys(inputs).map(name => [name, tensorOf(given[name]!)])),
    ...weights,
  })
  return Object.fromEntries(targets.map(({ name }) => [name, results[`gradient of ${name}`]!]))
}

let failed = 0
let refused = 0
const files = (await readdir(folder)).filter(name => name.endsWith('.onnx')).sort()
console.log(
  'file | nodes | against the file | against PyTorch | the file against PyTorch | gradients: compared, largest ' +
    'difference',
)
for (const file of files) {
  const line: string[] = [file]
  try {
    const bytes = await readFile(join(folder, file))
    const cases = JSON.parse(await readFile(join(folder, `${file.split('.')[0]}.json`), 'utf8')) as Case[]
    const model = read(bytes)
    const written = writeOnnx(removeDeadNodes(model.graph), { weights: model.weights })
    const fromFile = [0]
    const fromTorch = [0]
    const ofFile = [0]
    await createSession(bytes, { threads: 1 })
      .then(session => session.close())
      .catch((error: Error) => {
        throw new Error(`ONNX Runtime refuses the file itself: ${error.message}`)
      })
    for (const { inputs, output } of cases) {
      const again = await outputOf(written, inputs)
      const original = await outputOf(bytes, inputs)
      fromFile.push(difference(again, original))
      ofFile.push(difference(original, output.data))
      fromTorch.push(difference(again, output.data))
    }
    line.push(
      String(model.graph.nodes.length),
      Math.max(...fromFile).toExponential(1),
      Math.max(...fromTorch).toExponential(1),
      Math.max(...ofFile).toExponential(1),
    )
    // What an exporter got wrong for another size is not asked of us.
    const isRight = Math.max(...ofFile) < 1e-4
    if ((isRight && !(Math.max(...fromFile) < 1e-5)) || !(Math.max(...fromTorch) < 1e-4)) failed++
    const found = await gradientsOf(model, cases[1]!)
    const expected = new Map(Object.entries(cases[1]!.gradients).map(([name, value]) => [`model.${name}`, value]))
    const largest = Math.max(
      ...[...expected.values()].map(({ data }) => data.reduce((most, value) => Math.max(most, Math.abs(value)), 0)),
    )
    const gaps = Object.entries(found).flatMap(([name, { shape, data }]) => {
      const wanted = expected.get(name)
      return wanted && wanted.shape.join() === shape.join()
        ? [difference(data as Float32Array, wanted.data, largest / 20)]
        : []
    })
    line.push(
      `${gaps.length} of ${Object.keys(found).length} by name, ` +
        `${gaps.length === 0 ? '' : Math.max(...gaps).toExponential(1)}`,
    )
    if (!(Math.max(0, ...gaps) < 1e-3)) failed++
  } catch (error) {
    if ((error as Error).message.startsWith('ONNX Runtime refuses the file itself')) refused++
    else failed++
    line.push(`FAILED: ${(error as Error).message.slice(0, 220)}`)
  }
  console.log(line.join(' | '))
}
console.log(`${files.length} files, ${failed} failed, ${refused} that ONNX Runtime does not run`)
process.exitCode = failed > 0 || files.length === 0 ? 1 : 0
