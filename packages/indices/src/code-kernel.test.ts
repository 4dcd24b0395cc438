import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import wabt from 'wabt'
import { codeKernelBytes } from './code-kernel.ts'

it('is what code-kernel.wat says', async () => {
  const { parseWat } = await wabt()
  const source = await readFile(new URL('./code-kernel.wat', import.meta.url), 'utf8')
  const { buffer } = parseWat('code-kernel.wat', source, { simd: true }).toBinary({})
  expect(codeKernelBytes).toBe(Buffer.from(buffer).toString('base64'))
})
