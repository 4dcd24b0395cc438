import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checks } from './checks.ts'
import { readFiles } from './files.ts'

const root = join(import.meta.dirname, '../../..')
/** A copy of two packages, in which members are added. */
const copy = join(import.meta.dirname, '../.towerkit/adding-a-member')
const files = readFiles(root)

/** An op of ONNX Runtime's own domain, so that the project will hardly ever have it. */
const op = `import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { add } from './add.ts'
import { mul } from './mul.ts'
import { sigmoid } from './sigmoid.ts'
import { sub } from './sub.ts'

/** x·σ(αx), element-wise. */
export function quickGelu(x: Value, alpha = 1.702): Value {
  return x.graph.emit(quickGeluOp, { X: x }, { alpha }).Y
}

export const quickGeluOp: Op<'X', 'Y', { alpha: number }> = {
  type: 'QuickGelu',
  domain: 'com.microsoft',
  since: 1,
  inputs: ['X'],
  outputs: ['Y'],
  attributes: { alpha: 'float' },
  infer: ({ inputs: { X } }) => ({ Y: { dtype: X.dtype, shape: X.shape } }),
  gradient: ({ inputs: { X }, grad, attributes: { alpha } }) => {
    const gate = sigmoid(mul(X, alpha))
    return { X: mul(grad.Y, add(gate, mul(mul(X, alpha), mul(gate, sub(1, gate))))) }
  },
  reference: ({ X }, { alpha }) => ({ Y: mul(X, sigmoid(mul(X, alpha))) }),
  samples: [{ shapes: { X: [2, 3] }, attributes: { alpha: 1.5 } }],
  doc: { summary: 'x·σ(αx), element-wise.', gradient: 'dX = dY·(σ(αX) + αX·σ(αX)·(1 − σ(αX)))', source: 'https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md' },
}
`

const loss = `import { mean, mul, reduceSum, relu, sub, type Loss } from '@towerkit/graph'
import { requireEmbeddings } from './require-columns.ts'

/** max(0, 1 + q·n − q·p), averaged. */
export function pairwiseHinge(): Loss {
  return {
    name: 'pairwiseHinge', columns: ['query', 'positive', 'negative'], source: 'https://example.org',
    compute(columns) {
      const { query, positive, negative } = requireEmbeddings('pairwiseHinge', columns, ['query', 'positive', 'negative'])
      return mean(relu(sub(1, reduceSum(mul(query, sub(positive, negative)), [1]))))
    },
  }
}
`

const lossTest = `import { it } from 'vitest'
import { testLoss } from '@towerkit/graph/testing'
import { pairwiseHinge } from './index.ts'
import { runModel } from './testing/run-model.ts'

for (const { name, run } of testLoss(pairwiseHinge(), { run: runModel, range: [-0.3, 0.3] })) it(name, run)
`

/** All that is written by hand for one op and one loss, beside their changeset: new files, and one line each. */
const written = {
  'packages/graph/src/ops/quick-gelu.ts': op,
  'packages/losses/src/pairwise-hinge.ts': loss,
  'packages/losses/src/pairwise-hinge.test.ts': lossTest,
}
const lines = {
  'packages/graph/src/ops/index.ts': "export * from './quick-gelu.ts'\n",
  'packages/losses/src/index.ts': "export * from './pairwise-hinge.ts'\n",
}
const changed = new Map(Object.entries({ ...written, ...Object.fromEntries(Object.entries(lines).map(([path, line]) => [path, files.get(path) + line])) }))

beforeAll(async () => {
  await rm(copy, { recursive: true, force: true })
  await mkdir(copy, { recursive: true })
  await writeFile(join(copy, 'vitest.config.ts'), files.get('vitest.config.ts')!)
  for (const folder of ['packages/graph', 'packages/losses']) {
    for (const part of ['src', 'package.json', 'tsconfig.json']) await cp(join(root, folder, part), join(copy, folder, part), { recursive: true })
    await symlink(join(root, folder, 'node_modules'), join(copy, folder, 'node_modules'))
  }
  for (const [path, text] of changed) await writeFile(join(copy, path), text)
})
afterAll(() => rm(copy, { recursive: true, force: true }))

it('an op and a loss are added by new files and one line each, and every check still holds', () => {
  const before = Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, check(files)]))
  const after = new Map([...files, ...changed])
  expect(Object.fromEntries(Object.entries(checks).map(([name, check]) => [name, check(after)]))).toEqual(before)
})

it('without the line the check names the file', () => {
  const forgotten = new Map([...files, ...Object.entries(written)])
  expect(checks['every member is exported and tested']!(forgotten)).toEqual(expect.arrayContaining(Object.keys(written).filter(path => !path.endsWith('.test.ts')).map(path => expect.stringContaining(`${path}: is exported by no entry`))))
})

it.each([
  ['the shared test of the ops takes the new op', 'packages/graph/src/ops/ops.test.ts', 'QuickGelu', 4],
  ['the suite of losses takes the new loss', 'packages/losses/src/pairwise-hinge.test.ts', '', 8],
])('%s', async (_what, test, filter, least) => {
  const report = join(copy, 'report.json')
  const { NODE_OPTIONS: _, VITEST: __, ...environment } = process.env
  await promisify(execFile)(join(root, 'node_modules/.bin/vitest'), ['run', '--root', copy, test, '-t', filter, '--reporter=json', `--outputFile=${report}`], { cwd: copy, env: environment })
  const { numPassedTests, numFailedTests } = JSON.parse(await readFile(report, 'utf8')) as { numPassedTests: number; numFailedTests: number }
  expect(numFailedTests).toBe(0)
  expect(numPassedTests).toBeGreaterThanOrEqual(least)
})
