import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '@towerkit/core'
import { live } from './resume/life.ts'

/**
 * Pictures in training: a tower of pictures with two outputs and a running mean, whose items are prepared ahead, beside
 * a text tower with two tasks, killed 20 times, ends with the same bytes; and the gradient cache over 1,024 pictures of
 * 3 x 224 x 224 takes the memory of 32 and of the decoded chunks.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/picture-training.ts [seed]
 */
const steps = 200
const kills = 20
const random = seededRandom(Number(process.argv[2] ?? 1))
const folder = mkdtempSync(join(tmpdir(), 'towerkit-pictures-'))
const script = new URL('./picture-training/run.ts', import.meta.url)
const result = (name: string) => join(folder, `${name}.safetensors`)
const bars: { readonly what: string; readonly measured: string; readonly met: boolean }[] = []

async function killed(): Promise<void> {
  await live({ result: result('whole'), steps }, () => {}, script)
  const options = { result: result('killed'), checkpoints: join(folder, 'checkpoints'), steps }
  const ends: number[] = []
  for (let i = 0; i < kills; i++) {
    // Some in the start and in the restoring, the others within some steps of it.
    const waitFor = Math.floor(random() * 12)
    let seen = 0
    const life = await live(
      options,
      (_, kill) => {
        if (seen++ === waitFor) setTimeout(kill, random() * 20)
      },
      script,
    )
    if (life.finished) break
    ends.push(life.lastStep)
  }
  await live(options, () => {}, script)
  const isSame = readFileSync(result('killed')).equals(readFileSync(result('whole')))
  console.log(`killed after steps ${ends.map(step => step || 'start').join(' ')}`)
  bars.push({
    what: `killed ${kills} times by SIGKILL: the same bytes`,
    measured: `${ends.length} kills, ${isSame ? 'same' : 'other'} bytes`,
    met: ends.length === kills && isSame,
  })
}

function memory(): void {
  const side = new URL('./picture-training/side.ts', import.meta.url).pathname
  const peak = (options: object) => {
    const parameters = ['--expose-gc', '--conditions=@towerkit/source', side, JSON.stringify({ steps: 2, ...options })]
    return (JSON.parse(execFileSync(process.execPath, parameters, { encoding: 'utf8' })) as { peakMiB: number }).peakMiB
  }
  const chunkMiB = (32 * 3 * 224 * 224 * 4) / 2 ** 20
  // A chunk is there decoded, collated, and as the next one that is being prepared. V8 frees it some chunks later.
  for (const collects of [true, false]) {
    const few = peak({ batchSize: 32, collects })
    const many = peak({ batchSize: 1024, chunkSize: 32, collects })
    bars.push({
      what:
        `1,024 pictures in chunks of 32, ${collects ? 'garbage collected at each chunk' : 'as the process runs'}: ` +
        'the memory of 32 pictures and three chunks',
      measured: `${many.toFixed(0)} MiB, ${few.toFixed(0)} MiB for 32, ${chunkMiB.toFixed(0)} MiB a chunk`,
      met: many <= few + 3 * chunkMiB,
    })
  }
}

await killed()
memory()
rmSync(folder, { recursive: true })
for (const { what, measured, met } of bars) console.log(`${met ? 'met   ' : 'MISSED'} ${what}: ${measured}`)
process.exit(bars.every(({ met }) => met) ? 0 : 1)
