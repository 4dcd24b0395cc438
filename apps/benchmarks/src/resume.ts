import { execFileSync } from 'node:child_process'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '@towerkit/core'
import { live, type Life } from './resume/life.ts'

/**
 * What checkpoints promise, tried: a run that is killed at random moments, that finds the disk full, or whose newest
 * checkpoint is cut short, ends with the weights of the uninterrupted run, byte for byte.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/resume.ts [seed]
 */
const steps = 300
const kills = 20
const random = seededRandom(Number(process.argv[2] ?? 1))
const folder = mkdtempSync(join(tmpdir(), 'towerkit-resume-'))
const bars: { readonly what: string; readonly measured: string; readonly met: boolean }[] = []
const result = (name: string) => join(folder, `${name}.safetensors`)
const isSame = (name: string) => readFileSync(result(name)).equals(readFileSync(result('whole')))
const newest = (checkpoints: string) =>
  join(
    checkpoints,
    readdirSync(checkpoints)
      .filter(name => name.startsWith('step-'))
      .sort()
      .at(-1)!,
  )
const stepOf = (path: string) => Number(/(\d+)\.safetensors$/.exec(path)![1])

async function whole(): Promise<{ readonly startMs: number; readonly stepsMs: number }> {
  const began = performance.now()
  let firstStep = 0
  await live({ result: result('whole'), checkpoints: join(folder, 'whole'), steps }, step => {
    if (step === 1) firstStep = performance.now()
  })
  return { startMs: firstStep - began, stepsMs: performance.now() - firstStep }
}

async function killedAtRandom({
  startMs,
  stepsMs,
}: {
  readonly startMs: number
  readonly stepsMs: number
}): Promise<void> {
  const options = { result: result('killed'), checkpoints: join(folder, 'killed'), steps }
  const lives: Life[] = []
  while (lives.length < kills) {
    // One in five while it starts and restores; the others in the steps and in the writing of checkpoints.
    const inStart = random() < 0.2
    const afterMs = random() * (inStart ? startMs : stepsMs / 12)
    let timer: NodeJS.Timeout | undefined
    lives.push(
      await live(options, (step, kill) => {
        if (!timer && (inStart || step > 0)) timer = setTimeout(kill, afterMs)
      }),
    )
    clearTimeout(timer)
    if (lives.at(-1)!.finished) break
  }
  const killed = lives.filter(({ finished }) => !finished).length
  if (!lives.at(-1)!.finished) lives.push(await live(options))
  console.log(`killed after steps ${lives.map(({ lastStep }) => lastStep || 'start').join(' ')}`)
  const warnings = lives.flatMap(life => life.warnings)
  if (warnings.length > 0) console.log(warnings.join('\n'))
  bars.push({
    what: `killed ${kills} times at random moments: same bytes, no damaged checkpoint`,
    measured: `${killed} kills, ${isSame('killed') ? 'same' : 'other'} bytes, ${warnings.length} warnings`,
    met: killed === kills && isSame('killed') && warnings.length === 0,
  })
}

async function fullDisk(): Promise<void> {
  const disk = join(folder, 'disk')
  mkdirSync(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk], { stdio: 'ignore' })
  } catch {
    console.log('full disk: not tried, a small file system can be mounted by root only')
    return
  }
  try {
    const options = { result: result('full'), checkpoints: join(disk, 'checkpoints'), steps }
    const stopped = await live(options, (step, kill) => {
      if (step === 40) fill(join(disk, 'filler'))
      if (step === 100) kill()
    })
    const kept = stepOf(newest(options.checkpoints))
    console.log(`full disk: ${stopped.warnings.length} warnings, such as: ${stopped.warnings[0]}`)
    const resumed = await live(options)
    const met =
      stopped.lastStep >= 100 &&
      kept < 60 &&
      /could not be written.*ENOSPC/.test(stopped.warnings[0] ?? '') &&
      resumed.firstStep === kept + 1 &&
      isSame('full')
    bars.push({
      what: 'disk full from step 40, killed at step 100, disk still full',
      measured:
        `trained to ${stopped.lastStep}, went on after ${resumed.firstStep - 1}, ` +
        `${isSame('full') ? 'same' : 'other'} bytes`,
      met,
    })
  } finally {
    execFileSync('umount', [disk])
  }
}

async function truncated(): Promise<void> {
  const options = { result: result('truncated'), checkpoints: join(folder, 'truncated'), steps }
  await live(options, (step, kill) => {
    if (step === 150) kill()
  })
  const damaged = newest(options.checkpoints)
  const before = stepOf(damaged) - 3
  truncateSync(damaged, Math.floor(statSync(damaged).size / 2))
  const resumed = await live(options)
  console.log(`truncated: ${resumed.warnings[0]}`)
  const met =
    resumed.firstStep === before + 1 &&
    resumed.warnings.length === 1 &&
    resumed.warnings[0]!.includes('damaged') &&
    isSame('truncated')
  bars.push({
    what: `newest checkpoint, of step ${before + 3}, cut to half`,
    measured:
      `went on after ${resumed.firstStep - 1}, ${resumed.warnings.length} warning, ` +
      `${isSame('truncated') ? 'same' : 'other'} bytes`,
    met,
  })
}

/** Takes all space that is left. */
function fill(path: string): void {
  const file = openSync(path, 'w')
  try {
    for (;;) writeSync(file, Buffer.alloc(4096))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  } finally {
    closeSync(file)
  }
}

try {
  await killedAtRandom(await whole())
  await fullDisk()
  await truncated()
} finally {
  rmSync(folder, { recursive: true })
}
console.table(bars)
if (!bars.every(({ met }) => met)) process.exitCode = 1
