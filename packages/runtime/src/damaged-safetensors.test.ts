import { writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { DataError, seededRandom } from '@towerkit/core'
import { readSafetensors } from './read-safetensors.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'
import { fileOf, goldenBytes } from './testing/safetensors-file.ts'

describe('malformed files', () => {
  const entry = (dtype: string, shape: unknown, offsets: unknown) =>
    JSON.stringify({ dtype, shape, data_offsets: offsets })
  const f32 = (start: number, end: number) => entry('F32', [(end - start) / 4], [start, end])
  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['seven bytes', new Uint8Array(7)],
    ['a header longer than the file', fileOf('{}').subarray(0, 9)],
    ['a header longer than the limit', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 128, 123, 125)],
    ['no JSON', fileOf('{"x":')],
    ['an empty header', fileOf('')],
    ['an array', fileOf('[]')],
    ['null', fileOf('null')],
    ['no UTF-8', fileOf(Uint8Array.of(123, 34, 0xff, 34, 58, 49, 125))],
    ['a byte order mark', fileOf('\ufeff{}')],
    ['deep nesting', fileOf(`{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)],
    [
      'deep nesting in a shape',
      fileOf(`{"x":${entry('F32', 1, [0, 4]).replace('1', `${'['.repeat(100_000)}${']'.repeat(100_000)}`)}}`, 4),
    ],
    ['an entry that is no object', fileOf('{"x":1}')],
    ['an unknown dtype', fileOf(`{"x":${entry('C64', [1], [0, 8])}}`, 8)],
    ['an inherited dtype', fileOf(`{"x":${entry('toString', [1], [0, 8])}}`, 8)],
    ['a negative dimension', fileOf(`{"x":${entry('F32', [-1], [0, 4])}}`, 4)],
    ['a dimension that is no whole number', fileOf(`{"x":${entry('F32', [0.5], [0, 2])}}`, 2)],
    ['a shape that overflows', fileOf(`{"x":${entry('F32', [2 ** 40, 2 ** 40], [0, 4])}}`, 4)],
    ['a shape that is no list', fileOf(`{"x":${entry('F32', '1', [0, 4])}}`, 4)],
    ['offsets that are not two', fileOf(`{"x":${entry('F32', [1], [4])}}`, 4)],
    ['offsets that run backwards', fileOf(`{"x":${entry('F32', [1], [4, 0])}}`, 4)],
    ['a length that the shape does not have', fileOf(`{"x":${entry('F32', [2], [0, 4])}}`, 4)],
    ['offsets beyond the end', fileOf(`{"x":${f32(0, 8)}}`, 4)],
    ['bytes after the end', fileOf(`{"x":${f32(0, 4)}}`, 8)],
    ['a gap', fileOf(`{"x":${f32(0, 4)},"y":${f32(8, 12)}}`, 12)],
    ['a gap at the start', fileOf(`{"x":${f32(4, 8)}}`, 8)],
    ['an overlap', fileOf(`{"x":${f32(0, 8)},"y":${f32(4, 12)}}`, 12)],
    ['a name twice', fileOf(`{"x":${f32(0, 4)},"x":${f32(0, 4)}}`, 4)],
    ['a name twice, spelt differently', fileOf(`{"x":${f32(0, 4)},"\\u0078" :${f32(0, 4)}}`, 4)],
    ['a field twice', fileOf(`{"x":${f32(0, 4).replace('{', '{"dtype":"I64",')}}`, 4)],
    ['metadata that is no object', fileOf('{"__metadata__":"x"}')],
    ['metadata that is no text', fileOf('{"__metadata__":{"x":1}}')],
  ])('are refused: %s', async (_, file) => {
    await expect(readSafetensors(file)).rejects.toThrow(DataError)
    await using folder = await temporaryFolder()
    await writeFile(folder.file('x'), file)
    await expect(readSafetensors(folder.file('x'))).rejects.toThrow(DataError)
  })

  it('are refused or read, never anything else: 1,000 random corruptions', async () => {
    const random = seededRandom(11)
    const whole = (limit: number) => Math.floor(random() * limit)
    const outcomes = { read: 0, refused: 0 }
    for (let round = 0; round < 1_000; round++) {
      let file = goldenBytes.slice()
      for (let count = 1 + whole(3); count > 0; count--) {
        const at = whole(file.byteLength)
        const change = whole(5)
        if (change === 0) file[at] = whole(256)
        else if (change === 1) file = file.slice(0, at)
        else if (change === 2) file[at]! ^= 1 << whole(8)
        else if (change === 3) file.copyWithin(at, whole(file.byteLength), whole(file.byteLength))
        else file = Uint8Array.from([...file.subarray(0, at), whole(256), ...file.subarray(at)])
      }
      const error: unknown = await readSafetensors(file).then(
        () => undefined,
        (reason: unknown) => reason,
      )
      if (error !== undefined) expect(error, `round ${round}`).toBeInstanceOf(DataError)
      outcomes[error === undefined ? 'read' : 'refused']++
    }
    expect(outcomes.refused).toBeGreaterThan(500)
    expect(outcomes.read).toBeGreaterThan(20)
  })
})
