import { closeSync, mkdirSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { diskCache } from '@towerkit/lait-encoder'
import { knownEntry } from './known-states.ts'
import { upTo } from './up-to.ts'

/** Reads a second, next to plain files. */
export async function throughput(root: string, random: () => number): Promise<void> {
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
