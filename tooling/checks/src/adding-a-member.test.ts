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

/** An old op of ONNX Runtime's own domain, so that the project will hardly ever have it. */
const op = `import type { Op } from '../op.ts'
import type { Value } from '../value.ts'
import { matmul } from './matmul.ts'
import { transpose } from './transpose.ts'

/** a·bᵀ */
export function transposeMatMul(a: Value, b: Value): Value {
  return a.graph.emit(transposeMatMulOp, { A: a, B: b }, { transB: 1 }).Y
}

export const transposeMatMulOp: Op<'A' | 'B', 'Y', { transB: number }> = {
  type: 'TransposeMatMul',
  domain: 'com.microsoft',
  since: 1,
  inputs: ['A', 'B'],
  outputs: ['Y'],
  attributes: { transB: 'int' },
  infer: ({ inputs: { A, B } }) => ({ Y: { dtype: A.dtype, shape: A.shape.with(-1, B.shape.at(-2)!) } }),
  gradient: ({ inputs: { A, B }, grad }) => ({ A: matmul(grad.Y, B), B: matmul(transpose(grad.Y), A) }),
  reference: ({ A, B }) => ({ Y: matmul(A, transpose(B)) }),
  samples: [{ shapes: { A: [2, 3], B: [4, 3] }, attributes: { transB: 1 } }],
  doc: {
    summary: 'Product with a transposed matrix.', gradient: 'dA = dY·B, dB = dYᵀ·A',
    source: 'https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md',
  },
}
`

const loss = `import { ShapeError } from '@towerkit/core'
import { mean, mul, reduceSum, relu, sub, type Loss } from '@towerkit/graph'
import { requireColumns, requireEmbeddings } from './require-columns.ts'

/** max(0, 1 + q·n − q·p), weighed by a number for each example and averaged. */
export function pairwiseHinge(): Loss {
  return {
    name: 'pairwiseHinge', source: 'https://example.org',
    columns: { query: 'embedding', positive: 'embedding', negative: 'embedding', importance: 'number' },
    compute(columns) {
      const names = ['query', 'positive', 'negative'] as const
      const { query, positive, negative } = requireEmbeddings('pairwiseHinge', columns, names)
      const { importance } = requireColumns('pairwiseHinge', columns, ['importance'])
      if (importance.shape.join() !== String(query.shape[0]))
        throw new ShapeError('pairwiseHinge: "importance" is not [batch].')
      return mean(mul(importance, relu(sub(1, reduceSum(mul(query, sub(positive, negative)), [1])))))
    },
  }
}
`

const lossTest = `import { describe, it } from 'vitest'
import { testLoss } from '@towerkit/graph/testing'
import { pairwiseHinge } from './index.ts'
import { runModel } from './testing/run-model.ts'

const columns = { importance: { shape: [5], data: [1, 2, 3, 4, 5] } }
describe('pairwiseHinge', () => {
  for (const { name, run } of testLoss(pairwiseHinge(), { run: runModel, range: [-0.3, 0.3], columns })) it(name, run)
})
`

/** All that is written by hand for one op and one loss, beside their changeset: new files, and one line each. */
const written = {
  'packages/graph/src/ops/transpose-mat-mul.ts': op,
  'packages/losses/src/pairwise-hinge.ts': loss,
  'packages/losses/src/pairwise-hinge.test.ts': lossTest,
}
const lines = {
  'packages/graph/src/ops/index.ts': "export * from './transpose-mat-mul.ts'\n",
  'packages/losses/src/index.ts': "export * from './pairwise-hinge.ts'\n",
}
const changed = new Map(
  Object.entries({
    ...written,
    ...Object.fromEntries(Object.entries(lines).map(([path, line]) => [path, files.get(path) + line])),
  }),
)

beforeAll(async () => {
  await rm(copy, { recursive: true, force: true })
  await mkdir(copy, { recursive: true })
  await writeFile(join(copy, 'vitest.config.ts'), files.get('vitest.config.ts')!)
  for (const folder of ['packages/graph', 'packages/losses']) {
    for (const part of ['src', 'package.json', 'tsconfig.json'])
      await cp(join(root, folder, part), join(copy, folder, part), { recursive: true })
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
  expect(checks['every member is exported and tested']!(forgotten)).toEqual(
    expect.arrayContaining(
      Object.keys(written)
        .filter(path => !path.endsWith('.test.ts'))
        .map(path => expect.stringContaining(`${path}: is exported by no entry`)),
    ),
  )
})

it('the shared test of the ops takes the new op, the suite of losses the new loss', async () => {
  const report = join(copy, 'report.json')
  const { NODE_OPTIONS: _, VITEST: __, ...environment } = process.env
  const tests = ['packages/graph/src/ops/ops.test.ts', 'packages/losses/src/pairwise-hinge.test.ts']
  await promisify(execFile)(
    join(root, 'node_modules/.bin/vitest'),
    [
      'run',
      '--root',
      copy,
      ...tests,
      '-t',
      'TransposeMatMul|pairwiseHinge',
      '--reporter=json',
      `--outputFile=${report}`,
    ],
    { cwd: copy, env: environment },
  )
  const { testResults, numFailedTests } = JSON.parse(await readFile(report, 'utf8')) as {
    testResults: { name: string; assertionResults: { status: string }[] }[]
    numFailedTests: number
  }
  const passedIn = (test: string) =>
    testResults
      .filter(({ name }) => name.endsWith(test))
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === 'passed').length
  expect(numFailedTests).toBe(0)
  expect(passedIn(tests[0]!)).toBeGreaterThanOrEqual(4)
  expect(passedIn(tests[1]!)).toBeGreaterThanOrEqual(8)
})
