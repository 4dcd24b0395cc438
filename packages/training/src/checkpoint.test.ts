import { copyFile, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { seededRandom, TowerkitError } from '@towerkit/core'
import { readSafetensors, writeSafetensors } from '@towerkit/runtime'
import { adamW } from './adamw.ts'
import { contrastiveLoss, sharedModel, tinyPairs, tinyTower } from './testing/tiny-model.ts'
import { temporaryFolder } from './testing/tiny-run.ts'
import { train } from './train.ts'

/** Ten steps with a checkpoint after every second, three of them kept. */
async function run(folder: string) {
  const tower = tinyTower('shared', { rows: 20, width: 4 })
  const warnings: string[] = []
  const { losses } = await train({
    model: sharedModel(tower),
    data: tinyPairs(12, { rows: 20 }),
    loss: contrastiveLoss,
    optimizer: adamW({ learningRate: 0.05 }),
    steps: 10,
    batchSize: 4,
    checkpoints: { folder, every: 2, keep: 3 },
    session: { threads: 1 },
    onWarning: message => warnings.push(message),
  })
  return { weights: tower.weights, losses, warnings }
}

const names = [6, 8, 10].map(step => `step-${String(step).padStart(9, '0')}.safetensors`)
let files: Buffer[]
let expected: Awaited<ReturnType<typeof run>>

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-checkpoint-'))
  expected = await run(folder)
  files = await Promise.all(names.map(name => readFile(join(folder, name))))
  await rm(folder, { recursive: true })
})

async function storedRun(): Promise<string> {
  const folder = await temporaryFolder()
  await Promise.all(names.map((name, i) => writeFile(join(folder, name), files[i]!)))
  return folder
}

type Damage = (folder: string, random: () => number) => Promise<void>
const pick = (random: () => number, count: number) => Math.floor(random() * count)
/** Changes the bytes of one or two checkpoints, the header as often as the data. */
const bytes =
  (change: (file: Buffer, at: number, random: () => number) => Uint8Array): Damage =>
  async (folder, random) => {
    const first = 2 - pick(random, 2)
    for (const name of names.slice(first)) {
      const file = await readFile(join(folder, name))
      const header = 8 + Number(file.readBigUInt64LE())
      const at = random() < 0.5 ? pick(random, header) : header + pick(random, file.length - header)
      await writeFile(join(folder, name), change(file, at, random))
    }
  }
const damages: Record<string, Damage> = {
  truncate: async (folder, random) => truncate(join(folder, names[2]!), pick(random, files[2]!.length)),
  'flip a bit': bytes((file, at, random) => file.fill(file[at]! ^ (1 << pick(random, 8)), at, at + 1)),
  'replace a byte': bytes((file, at, random) => file.fill(pick(random, 256), at, at + 1)),
  'change a digit of the header': bytes((file, _at, random) => {
    const digits = Array.from(file.subarray(8, 8 + Number(file.readBigUInt64LE())).entries()).filter(
      ([, byte]) => byte >= 48 && byte < 58,
    )
    const [index] = digits[pick(random, digits.length)]!
    return file.fill(48 + pick(random, 10), 8 + index, 9 + index)
  }),
  'zero a stretch': bytes((file, at, random) => file.fill(0, at, Math.min(file.length, at + 1 + pick(random, 600)))),
  append: bytes((file, _at, random) => Buffer.concat([file, Buffer.alloc(1 + pick(random, 100), pick(random, 256))])),
  'remove a stretch': bytes((file, at, random) =>
    Buffer.concat([file.subarray(0, at), file.subarray(at + 1 + pick(random, 40))]),
  ),
  'swap two files': async (folder, random) => {
    const a = pick(random, 3)
    const b = pick(random, 2)
    const one = join(folder, names[a]!)
    const other = join(folder, names[(a + 1 + b) % 3]!)
    await rename(one, `${one}.moved`)
    await rename(other, one)
    await rename(`${one}.moved`, other)
  },
  'copy one over another': async (folder, random) => {
    const a = pick(random, 3)
    await copyFile(join(folder, names[a]!), join(folder, names[(a + 1 + pick(random, 2)) % 3]!))
  },
  delete: async (folder, random) => {
    for (const name of names) if (random() < 0.6) await rm(join(folder, name))
  },
}

describe.each(Object.entries(damages))('damage: %s', (_name, damage) => {
  it('ends with the very weights or an error, twenty times', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const folder = await storedRun()
      const random = seededRandom(seed * 7919 + 1)
      await damage(folder, random)
      const outcome = await run(folder).catch((error: unknown) => error)
      if (outcome instanceof Error) expect(TowerkitError.is(outcome), `seed ${seed}: ${outcome.stack}`).toBe(true)
      else expect((outcome as typeof expected).weights, `seed ${seed}`).toEqual(expected.weights)
    }
  })
})

it('falls back past every damaged checkpoint, and says which', async () => {
  const folder = await storedRun()
  for (const name of names.slice(1)) await truncate(join(folder, name), 500)
  const { weights, losses, warnings } = await run(folder)
  expect(weights).toEqual(expected.weights)
  expect(losses).toEqual(expected.losses.slice(6))
  expect(warnings).toEqual(
    names
      .slice(1)
      .reverse()
      .map(name => expect.stringContaining(`${name} is damaged`)),
  )
})

it('stops when all checkpoints are damaged: starting over would hide the loss', async () => {
  const folder = await storedRun()
  for (const name of names) await truncate(join(folder, name), 500)
  await expect(run(folder)).rejects.toMatchObject({ code: 'data' })
})

it.each(['step', 'sampler', 'run'])('notices a changed %s, though all tensors are whole', async field => {
  const folder = await storedRun()
  const newest = join(folder, names[2]!)
  const { tensors, metadata } = await readSafetensors(newest)
  await writeSafetensors(newest, tensors, {
    metadata: { ...metadata, [field]: metadata[field]!.replace(/\d/, digit => String((Number(digit) + 1) % 10)) },
  })
  const { weights, warnings } = await run(folder)
  expect(weights).toEqual(expected.weights)
  expect(warnings).toEqual([expect.stringContaining('checksum')])
})

it('removes what a killed run left half written, and nothing else', async () => {
  const folder = await storedRun()
  await writeFile(join(folder, '.step-000000012.safetensors.0a1b2c.tmp'), 'half')
  await writeFile(join(folder, 'notes.tmp'), 'mine')
  await run(folder)
  expect((await readdir(folder)).sort()).toEqual(['notes.tmp', ...names])
})

it('refuses a folder that cannot be read', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'file'), '')
  await expect(run(join(folder, 'file', 'checkpoints'))).rejects.toMatchObject({ code: 'data' })
})
