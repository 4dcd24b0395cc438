import { expect, it } from 'vitest'
import { row } from '@towerkit/core'
import { tinyTextEncoder } from './testing/tiny-encoders.ts'

const vocabulary = ['watch', 'a', 'file', 'read', 'parse', 'return', 'parts']
const many = Array.from({ length: 700 }, (_, i) =>
  Array.from({ length: 1 + ((i * 7) % 11) }, (_, at) => vocabulary[(i + at * at) % vocabulary.length]).join(' '),
)

it('gives many texts the vectors that they get alone, whatever the batches, also as a stream', async () => {
  await using encoder = tinyTextEncoder()
  const together = await encoder.encode(many)
  const streamed: number[] = []
  const sizes: number[] = []
  for await (const { data, count } of encoder.encodeStream(
    (async function* () {
      yield* many
    })(),
  )) {
    streamed.push(...data)
    sizes.push(count)
  }
  expect(sizes).toEqual([256, 444])
  expect(Float32Array.from(streamed)).toEqual(together.data)
  for (const i of [0, 1, 255, 256, 699]) {
    const alone = await encoder.encode([many[i]!])
    row(together, i).forEach((value, d) => expect(value).toBeCloseTo(alone.data[d]!, 5))
  }
})

it('reads a stream no further than what is under way and what comes next', async () => {
  await using encoder = tinyTextEncoder()
  let read = 0
  const source = (function* () {
    for (;;) {
      read++
      yield 'watch a file'
    }
  })()
  for await (const { count } of encoder.encodeStream(source)) {
    expect(count).toBe(256)
    break
  }
  expect(read).toBeLessThanOrEqual(256 + 512 + 1)
})

it('stops while a slow source keeps it waiting', async () => {
  await using encoder = tinyTextEncoder()
  const controller = new AbortController()
  const source = (async function* () {
    yield* many.slice(0, 256)
    controller.abort()
    await new Promise(() => undefined)
  })()
  await expect(encoder.encode(source, { signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' })
})

it('passes on what goes wrong in its source', async () => {
  await using encoder = tinyTextEncoder()
  const source = (async function* () {
    yield* many.slice(0, 300)
    throw new Error('the source broke')
  })()
  await expect(encoder.encode(source)).rejects.toThrow('the source broke')
})
