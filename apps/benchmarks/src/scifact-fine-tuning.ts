/**
 * Fine-tunes a model on scifact's training claims with apps/examples/src/fine-tune.ts, once for each seed, and prints
 * nDCG@10 of the test claims before and after:
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/scifact-fine-tuning.ts <model folder> <scifact folder>
 *   [seeds, default 1,2,3]
 *
 * The settings in that example were chosen on a fifth of the training claims: README.md.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [model, data, seeds = '1,2,3'] = process.argv.slice(2)
if (!model || !data) throw new Error('usage: scifact-fine-tuning.ts <model folder> <scifact folder> [seeds]')
const example = fileURLToPath(new URL('../../examples/src/fine-tune.ts', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'scifact-'))

async function fineTuned(seed: string): Promise<{ before: number; after: number; minutes: number }> {
  const started = performance.now()
  const child = spawn(
    process.execPath,
    ['--conditions=@towerkit/source', example, model!, data!, join(folder, seed), seed],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  let output = ''
  for await (const part of child.stdout) output += String(part)
  const value = (name: string) => Number(new RegExp(`nDCG@10 ${name}: ([\\d.]+)`).exec(output)?.[1])
  const result = { before: value('before'), after: value('after'), minutes: (performance.now() - started) / 60_000 }
  if (!(result.after > 0)) throw new Error(`seed ${seed} did not finish: ${output}`)
  return result
}

try {
  const results: number[] = []
  console.log('seed | nDCG@10 before | after | minutes')
  for (const seed of seeds.split(',')) {
    const { before, after, minutes } = await fineTuned(seed)
    results.push(after)
    console.log(`${seed} | ${before.toFixed(4)} | ${after.toFixed(4)} | ${minutes.toFixed(1)}`)
  }
  const mean = results.reduce((sum, value) => sum + value, 0) / results.length
  console.log(`mean ${mean.toFixed(4)}, from ${Math.min(...results).toFixed(4)} to ${Math.max(...results).toFixed(4)}`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
