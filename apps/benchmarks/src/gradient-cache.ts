import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSafetensors } from '@towerkit/runtime'

/**
 * What the gradient cache promises, measured: 1,024 pairs of sequences in the memory of 32, and the plain gradients.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/gradient-cache.ts
 */
interface Side {
  readonly loss: number
  readonly stepMs: number
  readonly peakMiB: number
}
const folder = mkdtempSync(join(tmpdir(), 'towerkit-gradient-cache-'))
const side = new URL('./gradient-cache/side.ts', import.meta.url).pathname
const measure = (options: Readonly<Record<string, unknown>>) =>
  JSON.parse(
    execFileSync(process.execPath, ['--conditions=@towerkit/source', side, JSON.stringify(options)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  ) as Side

try {
  const cachedFile = join(folder, 'cached')
  const plainFile = join(folder, 'plain')
  const sides = {
    '32 pairs, plain': measure({ batch: 32, steps: 8 }),
    '1,024 pairs, chunks of 32': measure({ batch: 1024, chunkSize: 32, steps: 1, gradients: cachedFile }),
    '1,024 pairs, plain': measure({ batch: 1024, steps: 1, gradients: plainFile }),
  }
  console.table(
    Object.fromEntries(
      Object.entries(sides).map(([name, { loss, stepMs, peakMiB }]) => [
        name,
        { 'peak MiB': Math.round(peakMiB), 'step ms, first one included': Math.round(stepMs), loss },
      ]),
    ),
  )

  const cached = (await readSafetensors(cachedFile)).tensors
  const plain = (await readSafetensors(plainFile)).tensors
  let largest = 0
  let error = 0
  for (const [name, { data }] of Object.entries(plain)) {
    data.forEach((value, i) => {
      largest = Math.max(largest, Math.abs(Number(value)))
      error = Math.max(error, Math.abs(Number(value) - Number(cached[name]!.data[i])))
    })
  }
  const memory = sides['1,024 pairs, chunks of 32'].peakMiB / sides['32 pairs, plain'].peakMiB
  const bars = [
    {
      what: 'peak memory of 1,024 pairs in chunks of 32, against 32 pairs plain',
      measured: memory.toFixed(3),
      bar: '<= 1.1',
      met: memory <= 1.1,
    },
    {
      what: 'largest difference from the plain gradients, relative to the largest entry',
      measured: (error / largest).toExponential(1),
      bar: '<= 1e-6',
      met: error / largest <= 1e-6,
    },
  ]
  console.log(`largest difference ${error.toExponential(1)}, largest entry ${largest.toExponential(1)}`)
  console.table(bars)
  if (!bars.every(({ met }) => met)) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}
