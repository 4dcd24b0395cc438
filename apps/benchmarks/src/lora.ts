/**
 * LoRA beside full training of one model, each in a process of its own: trained numbers, peak memory, milliseconds a
 * step, and the largest difference of embeddings before and after merging:
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/lora.ts <model folder> [steps, default 10]
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const [folder, steps = '10'] = process.argv.slice(2)
if (!folder) throw new Error('usage: lora.ts <model folder> [steps]')
console.log(
  'training | trained numbers | share | peak MiB | ms a step | checkpoint MiB | largest difference after merging',
)
for (const way of ['full', 'lora']) {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=@towerkit/source',
    fileURLToPath(new URL('./lora/train-once.ts', import.meta.url)),
    folder,
    way,
    steps,
  ])
  const { trained, all, peakMiB, ms, checkpointMiB, difference } = JSON.parse(stdout) as Record<string, number>
  console.log(
    [
      way,
      trained,
      `${((100 * trained!) / all!).toFixed(2)} %`,
      peakMiB!.toFixed(0),
      ms!.toFixed(0),
      checkpointMiB!.toFixed(1),
      difference?.toExponential(1) ?? '',
    ].join(' | '),
  )
}
