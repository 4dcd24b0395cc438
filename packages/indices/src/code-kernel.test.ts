import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import wabt from 'wabt'
import { seededRandom } from '@towerkit/core'
import { codeKernel, codeKernelBytes, type CodeKernel } from './code-kernel.ts'
import { plainCodeKernel } from './plain-code-kernel.ts'

it('is what code-kernel.wat says', async () => {
  const { parseWat } = await wabt()
  const source = await readFile(new URL('./code-kernel.wat', import.meta.url), 'utf8')
  const { buffer } = parseWat('code-kernel.wat', source, { simd: true }).toBinary({})
  expect(codeKernelBytes).toBe(Buffer.from(buffer).toString('base64'))
})

it.each(['products', 'agreements'] as const)('%s without WebAssembly are the same numbers', name => {
  const count = 37
  const width = 48
  const scales = count * width
  const scores = scales + 4 * count
  const query = Math.ceil((scores + 4 * count) / 16) * 16
  const scoresOf = (kernel: CodeKernel) => {
    const random = seededRandom(4)
    kernel.memory.grow(1)
    const { buffer } = kernel.memory
    new Int8Array(buffer, 0, count * width).forEach((_, i, codes) => {
      codes[i] = Math.floor(random() * 255) - 127
    })
    new Float32Array(buffer, scales, count).forEach((_, i, values) => {
      values[i] = random()
    })
    new Int16Array(buffer, query, width).forEach((_, i, values) => {
      values[i] = Math.floor(random() * 65_535) - 32_767
    })
    kernel[name](0, count, width, query, name === 'products' ? scales : 8 * width - 3, scores)
    return [...new Float32Array(buffer, scores, count)]
  }
  expect(scoresOf(plainCodeKernel())).toEqual(scoresOf(codeKernel()))
})

it('is plain where WebAssembly is forbidden, and searches give the same hits', async () => {
  // Node strips types by WebAssembly, which it opens on first use.
  const program = `
    await import('@towerkit/core/testing')
    WebAssembly.Module = function () { throw new WebAssembly.CompileError('forbidden by a policy') }
    const { exactIndex, quantizedIndex } = await import('@towerkit/indices')
    const { randomVectors } = await import('@towerkit/core/testing')
    for (const index of [exactIndex({ dimensions: 20 }), quantizedIndex({ dimensions: 20, storage: 'binary' })]) {
      const rows = randomVectors({ count: 99, dimensions: 20, seed: 1 })
      await index.add(Array.from({ length: 99 }, (_, i) => String(i)), rows)
      console.log(JSON.stringify(await index.search(randomVectors({ count: 3, dimensions: 20, seed: 2 }), 5)))
    }`
  const run = (code: string) =>
    execFileSync(process.execPath, ['--conditions=@towerkit/source', '--input-type=module', '-e', code], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    })
  expect(run(program)).toBe(run(program.replace(/WebAssembly.Module = .*/, '')))
})
