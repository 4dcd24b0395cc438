import { seededRandom } from '@towerkit/core'

/**
 * Copies of a file, each damaged in one to three ways: bits flipped, bytes overwritten, cut out, repeated, or the end
 * cut off.
 *
 * @param count How many. @param seed Another seed, other damages.
 */
export function* corrupted(bytes: Uint8Array, count: number, seed: number): Generator<Buffer> {
  const random = seededRandom(seed)
  const below = (end: number) => Math.floor(random() * end)
  const damages: readonly ((file: Buffer) => Buffer)[] = [
    file => {
      const copy = Buffer.from(file)
      for (let i = 0; i < 8; i++) copy[below(copy.length)]! ^= 1 << below(8)
      return copy
    },
    file => {
      const copy = Buffer.from(file)
      const at = below(copy.length)
      return copy.fill([0, 0xff, 0x22, 0x3c][below(4)]!, at, Math.min(copy.length, at + 1 + below(16)))
    },
    file => file.subarray(0, below(file.length)),
    file => {
      const at = below(file.length)
      return Buffer.concat([file.subarray(0, at), file.subarray(at + 1 + below(64))])
    },
    file => {
      const at = below(file.length)
      return Buffer.concat([file.subarray(0, at), file.subarray(at, at + 200), file.subarray(at)])
    },
  ]
  for (let i = 0; i < count; i++) {
    let file: Buffer = Buffer.from(bytes)
    for (let n = 1 + below(3); n > 0 && file.length > 0; n--) file = damages[below(damages.length)]!(file)
    yield file
  }
}
