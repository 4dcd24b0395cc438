/**
 * The disk cache of segment states under faults: two writers, SIGKILL in a write, a full disk, flipped bytes, a million
 * entries; and its reads against plain files. No wrong state may ever come back:
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/lait-cache.ts [entries, default 1000000]
 *
 * A full disk needs the right to mount a small tmpfs; without it the program fails there.
 */
import { execFileSync, spawn } from 'node:child_process'
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { seededRandom, TowerkitError } from '@towerkit/core'
import { diskCache, type StateCache } from '@towerkit/lait-encoder'
import { isRight, knownEntry } from './lait-cache/known-states.ts'

const million = Number(process.argv[2] ?? 1e6)
const root = mkdtempSync(join(tmpdir(), 'lait-cache-'))
const writer = fileURLToPath(new URL('lait-cache/writer.ts', import.meta.url))
const random = seededRandom(1)

function requireBar(holds: boolean, what: string): void {
  if (!holds) throw new Error(`bar not met: ${what}`)
}

/** Starts a writer; `stored` is the last number that it said to be stored. */
function startWriter(...given: readonly (string | number)[]) {
  const child = spawn(process.execPath, ['--conditions=@towerkit/source', writer, ...given.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let stored = 0
  child.stdout.on('data', (text: Buffer) => {
    stored = Number(text.toString().trim().split('\n').at(-1))
  })
  const ended = new Promise<number | null>(resolve => child.on('close', code => resolve(code)))
  return { child, ended, stored: () => stored }
}

/** Reads numbers, and fails on any wrong state. @returns how many are there. */
async function readAll(cache: StateCache, numbers: readonly number[]): Promise<number> {
  const states = await cache.get(numbers.map(number => `segment ${number}`))
  states.forEach((state, i) => requireBar(isRight(numbers[i]!, state), `the state of ${numbers[i]} is wrong`))
  return states.filter(state => state !== undefined).length
}

const upTo = (count: number, first = 0) => Array.from({ length: count }, (_, i) => first + i)

async function twoWriters(): Promise<void> {
  const folder = join(root, 'two')
  const writers = [startWriter(folder, 0, 6000, 50), startWriter(folder, 3000, 6000, 50)]
  await using cache = diskCache(folder)
  const ended = Promise.all(writers.map(({ ended }) => ended))
  let reads = 0
  for (let done = false; !done; reads++) {
    done = await Promise.race([ended.then(() => true), wait(20, false)])
    await readAll(
      cache,
      upTo(500).map(() => Math.floor(random() * 9000)),
    )
  }
  requireBar(
    (await ended).every(code => code === 0),
    'a writer failed',
  )
  const found = await readAll(cache, upTo(9000))
  requireBar(found === 9000, `${found} of 9000 states are there`)
  console.log(
    `two writers of 6,000 overlapping states and a reader (${reads * 500} reads meanwhile): all 9,000 there, none ` +
      'wrong',
  )
}

async function killedWriters(): Promise<void> {
  const folder = join(root, 'killed')
  let first = 0
  let lost = 0
  for (let round = 0; round < 20; round++) {
    const { child, ended, stored } = startWriter(folder, first, 1e6, 200)
    while (stored() <= first) await wait(5)
    await wait(random() * 60)
    child.kill('SIGKILL')
    await ended
    await using cache = diskCache(folder)
    lost += stored() - first - (await readAll(cache, upTo(stored() - first, first)))
    await readAll(cache, upTo(2000, stored()))
    first = stored() + 2000
  }
  requireBar(lost === 0, `${lost} states that were said to be stored are gone`)
  console.log(
    '20 writers killed (SIGKILL) while they wrote: every state that was said to be stored is there, none wrong',
  )
}

async function fullDisk(): Promise<void> {
  const folder = join(root, 'full')
  mkdirSync(folder)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder])
  try {
    await using cache = diskCache(folder)
    let stored = 0
    let error = undefined as unknown
    while (error === undefined) {
      await cache.set(upTo(20, stored).map(number => knownEntry(number, { tokens: 16 }))).then(
        () => {
          stored += 20
        },
        (reason: unknown) => {
          error = reason
        },
      )
    }
    requireBar(TowerkitError.is(error, 'data'), `a full disk gave ${String(error)}`)
    const found = await readAll(cache, upTo(stored))
    requireBar(found === stored && stored > 0, `${found} of ${stored} states are there`)
    await cache.set([knownEntry(stored, { tokens: 400 })]).catch(() => {})
    await using again = diskCache(folder)
    requireBar((await readAll(again, upTo(stored))) === stored, 'states are gone for another process')
    console.log(
      `a full disk (4 MB): "${(error as Error).message.replace(folder, '...')}"; all ${stored} states stored ` +
        'before are there',
    )
  } finally {
    execFileSync('umount', [folder])
  }
}

async function flippedBytes(): Promise<void> {
  const folder = join(root, 'flipped')
  const original = join(root, 'original.sqlite')
  const path = join(folder, 'states.sqlite')
  {
    await using cache = diskCache(folder)
    await cache.set(upTo(500).map(number => knownEntry(number)))
  }
  copyFileSync(path, original)
  let found = 0
  let damaged = 0
  const rounds = 300
  for (let round = 0; round < rounds; round++) {
    rmSync(folder, { recursive: true })
    mkdirSync(folder)
    copyFileSync(original, path)
    await using cache = diskCache(folder)
    // In every other round the file is open, and mapped, while its bytes change.
    if (round % 2 === 0) await readAll(cache, upTo(100))
    const file = openSync(path, 'r+')
    for (let flip = 0; flip < 1 + (round % 50); flip++)
      writeSync(file, Uint8Array.of(Math.floor(random() * 256)), 0, 1, Math.floor(random() * statSync(path).size))
    closeSync(file)
    found += await readAll(cache, upTo(500))
    await cache.set([knownEntry(7)])
    requireBar((await readAll(cache, [7])) === 1, 'a state could not be stored after the damage')
    damaged += (await cache.statistics()).damaged
  }
  console.log(
    `${rounds} files with 1 to 50 flipped bytes, half of them flipped while the file was open: ${found} of ` +
      `${rounds * 500} states read, none wrong, ${damaged} found damaged`,
  )
}

async function manyEntries(): Promise<void> {
  const folder = join(root, 'many')
  await using cache = diskCache(folder, { precision: 'int8' })
  let started = performance.now()
  for (let first = 0; first < million; first += 1000)
    await cache.set(
      upTo(1000, first).map(number => ({
        key: `segment ${number}`,
        state: { tokens: 2, width: 32, data: new Float32Array(64).fill(number) },
      })),
    )
  const writing = (performance.now() - started) / 1000
  started = performance.now()
  const asked = upTo(50_000).map(() => Math.floor(random() * million))
  for (let i = 0; i < asked.length; i += 100) {
    const some = asked.slice(i, i + 100)
    const states = await cache.get(some.map(number => `segment ${number}`))
    states.forEach((state, at) =>
      requireBar(
        state !== undefined && state.data.every(value => Math.abs(value - some[at]!) <= some[at]! * 1e-6),
        `the state of ${some[at]} is wrong or gone`,
      ),
    )
  }
  const reading = (performance.now() - started) / 1000
  const { entries, bytes } = await cache.statistics()
  requireBar(entries === million, `${entries} of ${million} entries`)
  console.log(
    `${million} entries (${(bytes / 1e6).toFixed(0)} MB of states, ` +
      `${(statSync(join(folder, 'states.sqlite')).size / 1e6).toFixed(0)} MB on disk): ` +
      `${(million / writing).toFixed(0)} writes/s, ${(asked.length / reading).toFixed(0)} reads/s in random order, ` +
      `resident ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`,
  )
}

async function throughput(): Promise<void> {
  const count = 1000
  const tokens = 128
  const width = 384
  const bytes = 4 * tokens * width
  const folder = join(root, 'speed')
  const plain = join(root, 'plain')
  const single = join(root, 'single')
  mkdirSync(plain)
  const states = upTo(count).map(number => knownEntry(number, { tokens, width }))
  const buffers = states.map(({ state }) => new Uint8Array(state.data.buffer))
  buffers.forEach((buffer, i) => writeFileSync(join(plain, String(i)), buffer))
  writeFileSync(single, Buffer.concat(buffers))
  await using cache = diskCache(folder)
  await using half = diskCache(`${folder}-16`, { precision: 'float16' })
  await using small = diskCache(`${folder}-8`, { precision: 'int8' })
  for (const each of [cache, half, small]) for (let i = 0; i < count; i += 100) await each.set(states.slice(i, i + 100))
  const order = upTo(count).map(() => Math.floor(random() * count))
  const file = openSync(single, 'r')
  const ways: readonly (readonly [string, () => unknown])[] = [
    [
      'a plain file for each state',
      () => {
        for (const i of order) readFileSync(join(plain, String(i)))
      },
    ],
    [
      'pieces of one plain file',
      () => {
        for (const i of order) readSync(file, new Uint8Array(bytes), 0, bytes, i * bytes)
      },
    ],
    ...(
      [
        ['float32', cache],
        ['float16', half],
        ['int8', small],
      ] as const
    ).map(
      ([name, each]) =>
        [
          `the disk cache, ${name}`,
          async () => {
            for (let i = 0; i < count; i += 100)
              await each.get(order.slice(i, i + 100).map(number => states[number]!.key))
          },
        ] as const,
    ),
  ]
  const times = new Map<string, number[]>(ways.map(([name]) => [name, []]))
  for (let round = 0; round < 7; round++) {
    for (const [name, run] of ways) {
      const started = performance.now()
      await run()
      times.get(name)!.push(performance.now() - started)
    }
  }
  closeSync(file)
  console.log(
    `reads of states of ${tokens} x ${width} numbers (${(bytes / 1024).toFixed(0)} KB in float32), in the page ` +
      'cache, random order, in turns, best of 7:',
  )
  for (const [name, all] of times)
    console.log(
      `  ${name}: ${((count / Math.min(...all)) * 1000).toFixed(0)}/s, ` +
        `${((count * bytes) / Math.min(...all) / 1e6).toFixed(2)} GB/s of float32`,
    )
}

try {
  await twoWriters()
  await killedWriters()
  await fullDisk()
  await flippedBytes()
  await manyEntries()
  await throughput()
} finally {
  rmSync(root, { recursive: true, force: true })
}
