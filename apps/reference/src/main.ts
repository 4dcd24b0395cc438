import { parseArgs } from 'node:util'
import { TowerkitError } from '@towerkit/core'
import { runDemo } from './demo.ts'
import { createProgress } from './progress.ts'

const usage = `Usage: demo [--folder <folder>] [--] [description of an API]

Trains a search over the TypeScript declarations that came with the install, compares it with BM25 on modules that it
has never seen, and finds the declaration that you describe. The first run takes a few minutes, later ones seconds.

  --folder <folder>  where results are kept; default .towerkit/demo
  --help             this text
`

/** Exit codes: 0 done, 1 failed, 2 wrong usage. */
async function main(parameters: readonly string[]): Promise<number> {
  let values, positionals
  try {
    ({ values, positionals } = parseArgs({ args: [...parameters], allowPositionals: true, options: { folder: { type: 'string', default: '.towerkit/demo' }, help: { type: 'boolean', default: false } } }))
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`)
    return 2
  }
  const [command, ...words] = positionals
  if (values.help || command !== 'demo') {
    ;(values.help ? process.stdout : process.stderr).write(usage)
    return values.help ? 0 : 2
  }
  try {
    process.stdout.write(await runDemo(values.folder, words.join(' ') || undefined, createProgress()))
    return 0
  } catch (error) {
    if (!TowerkitError.is(error)) throw error
    process.stderr.write(`\n${error.message}\n`)
    return 1
  }
}

process.exitCode = await main(process.argv.slice(2))
