import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFiles } from './files.ts'
import { readmeBlocks } from './readme-blocks.ts'

const execute = promisify(execFile)
const root = join(import.meta.dirname, '../../..')
/** Inside this package, whose dependencies are all packages of the workspace. */
const folder = join(import.meta.dirname, '../.towerkit/readme-examples')
const readmes = [...readFiles(root)]
  .filter(([path]) => path.endsWith('.md') && !path.startsWith('.changeset/'))
  .flatMap(([path, text]) =>
    readmeBlocks(text).map(block => ({
      ...block,
      path,
      file: join(folder, `${path.replaceAll(/[^a-zA-Z]/g, '-')}-${block.line}.ts`),
    })),
  )
const runnable = readmes.filter(({ notRun }) => notRun === undefined)

beforeAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await Promise.all(runnable.map(({ file, code }) => writeFile(file, `${code}export {}\n`)))
  const options = { noEmit: true, types: ['node'], rootDir: root, noUnusedLocals: false }
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '@tooling/typescript/library.json', compilerOptions: options, include: ['*.ts'] }),
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('the examples of the READMEs have no type errors', async () => {
  const { stdout } = await execute(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { cwd: root }).catch(
    (error: { readonly stdout: string }) => error,
  )
  expect(stdout).toBe('')
})

describe.each(runnable)('$path, line $line', ({ file }) => {
  it('runs as it is written', async () => {
    const place = await mkdtemp(join(tmpdir(), 'towerkit-readme-'))
    try {
      const { NODE_OPTIONS: _, ...environment } = process.env
      await execute(process.execPath, ['--conditions=@towerkit/source', file], { cwd: place, env: environment })
    } finally {
      await rm(place, { recursive: true })
    }
  })
})
