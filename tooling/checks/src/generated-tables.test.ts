import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

it('the tables of the documentation are those that the objects give', async () => {
  const { NODE_OPTIONS: _, ...environment } = process.env
  const program = join(import.meta.dirname, '../../generate/src/generate.ts')
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@towerkit/source', program, '--check'],
    { env: environment },
  ).catch((error: { readonly stderr: string }) => error)
  expect(stderr).toBe('')
})
