import { readFile, readdir, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { DataError, seededRandom } from '@towerkit/core'
import { readSafetensors } from './read-safetensors.ts'
import { writeSafetensors } from './write-safetensors.ts'
import { dataClass, dtypes, tensor } from './tensor.ts'
import type { Dtype, Tensor } from './tensor.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

interface Golden {
  readonly file: string
  readonly withoutBfloat16: string
  readonly tensors: Record<
    string,
    { readonly dtype: string; readonly shape: number[]; readonly data: (number | string)[] }
  >
}
const golden = JSON.parse(
  await readFile(new URL('./testing/safetensors-golden.json', import.meta.url), 'utf8'),
) as Golden
const goldenBytes = new Uint8Array(Buffer.from(golden.file, 'base64'))

/** A file of the given header, with its length in front, and data. */
function fileOf(header: string | Uint8Array, dataLength = 0): Uint8Array {
  const text = typeof header === 'string' ? Buffer.from(header) : header
  const file = Buffer.alloc(8 + text.byteLength + dataLength)
  file.writeBigUInt64LE(BigInt(text.byteLength))
  file.set(text, 8)
  return file
}

describe('files of the reference implementation', () => {
  const check = (tensors: Readonly<Record<string, Tensor>>) => {
    expect(Object.keys(tensors).sort()).toEqual(Object.keys(golden.tensors).sort())
    for (const [name, { dtype, shape, data }] of Object.entries(golden.tensors)) {
      const expected = (dtype === 'bfloat16' ? 'float32' : dtype) as Dtype
      const numbers =
        dtype === 'int64'
          ? BigInt64Array.from(data, BigInt)
          : new (dataClass(expected) as Float32ArrayConstructor)(data as number[])
      expect(tensors[name], name).toEqual({ dtype: expected, shape, data: numbers })
    }
  }

  it('are read equal from bytes at any alignment', async () => {
    for (let shift = 0; shift < 8; shift++) {
      const shifted = new Uint8Array(goldenBytes.byteLength + 8)
      shifted.set(goldenBytes, shift)
      const { tensors, metadata } = await readSafetensors(shifted.subarray(shift, shift + goldenBytes.byteLength))
      check(tensors)
      expect(metadata).toEqual({ format: 'pt' })
    }
  })

  it('are read equal from a path', async () => {
    await using folder = await temporaryFolder()
    await writeFile(folder.file('golden.safetensors'), goldenBytes)
    check((await readSafetensors(folder.file('golden.safetensors'))).tensors)
  })

  it('are written byte for byte', async () => {
    await using folder = await temporaryFolder()
    const {
      tensors: { brain, ...others },
      metadata,
    } = await readSafetensors(goldenBytes)
    expect(brain).toBeDefined()
    await writeSafetensors(folder.file('ours.safetensors'), Object.fromEntries(Object.entries(others).reverse()), {
      metadata,
    })
    expect((await readFile(folder.file('ours.safetensors'))).toString('base64')).toBe(golden.withoutBfloat16)
  })
})

it('gives each tensor memory of its own', async () => {
  const header = JSON.stringify({ x: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } })
  const file = new Uint8Array(fileOf(header.padEnd(Math.ceil(header.length / 8) * 8), 4))
  expect((await readSafetensors(file)).tensors['x']!.data.buffer.byteLength).toBe(4)
})

it('gives back what was written: random dtypes, shapes and views', async () => {
  await using folder = await temporaryFolder()
  const random = seededRandom(5)
  const whole = (limit: number) => Math.floor(random() * limit)
  for (let round = 0; round < 30; round++) {
    const tensors = Object.fromEntries(
      Array.from({ length: whole(8) }, (_, index) => {
        const dtype = dtypes[whole(dtypes.length)]!
        const shape = Array.from({ length: whole(4) }, () => whole(5))
        const data = tensor(dtype, [3 + shape.reduce((a, b) => a * b, 1)]).data
        new Uint8Array(data.buffer).forEach((_, at, bytes) => {
          bytes[at] = dtype === 'bool' ? whole(2) : whole(256)
        })
        return [`${index}:${'é"\\\n'[whole(4)]}`, { dtype, shape, data: data.subarray(3) } as Tensor]
      }),
    )
    const metadata = round % 2 === 0 ? {} : { step: String(round), '': '{"x":1}' }
    await writeSafetensors(folder.file('x'), tensors, { metadata })
    const read = await readSafetensors(folder.file('x'))
    expect(read.metadata).toEqual(metadata)
    expect({ ...read.tensors }).toEqual(tensors)
  }
})

it('keeps names that objects inherit apart from tensors', async () => {
  await using folder = await temporaryFolder()
  const one = tensor('float32', [1], [1])
  await writeSafetensors(
    folder.file('x'),
    Object.fromEntries([
      ['__proto__', one],
      ['constructor', one],
    ]),
  )
  const { tensors } = await readSafetensors(folder.file('x'))
  expect(Object.keys(tensors)).toEqual(['__proto__', 'constructor'])
  expect(tensors['toString']).toBeUndefined()
  expect(Object.keys({})).toEqual([])
})

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

describe('writeSafetensors', () => {
  it('refuses what the format cannot hold and leaves the old file alone', async () => {
    await using folder = await temporaryFolder()
    await writeFile(folder.file('x'), 'old')
    const one = tensor('float32', [1], [1])
    for (const [tensors, metadata] of [
      [{ __metadata__: one }, {}],
      [{ '\ud800': one }, {}],
      [{ x: { ...one, shape: [2] } }, {}],
      [{ x: { ...one, dtype: 'bfloat16' } as never }, {}],
      [{ x: one }, { step: 1 as never }],
    ] as const) {
      const writing = writeSafetensors(folder.file('x'), tensors, { metadata })
      await expect(writing).rejects.toMatchObject({ code: expect.stringMatching(/argument|shape/) })
    }
    expect(await readFile(folder.file('x'), 'utf8')).toBe('old')
    expect(await readdir(folder.path)).toEqual(['x'])
  })

  it('says which path cannot be read', async () => {
    const reading = readSafetensors('/no/such/file')
    await expect(reading).rejects.toMatchObject({ code: 'data', message: expect.stringContaining('/no/such/file') })
  })
})

it.each(['float16', 'bfloat16'] as const)(
  'widens %s to float32 in place, exactly, subnormal and special numbers too',
  async dtype => {
    // All finite and infinite numbers of 16 bits.
    const bits = Uint16Array.from({ length: 65536 }, (_, i) => i)
    const header = new TextEncoder().encode(
      JSON.stringify({ x: { dtype: dtype === 'float16' ? 'F16' : 'BF16', shape: [65536], data_offsets: [0, 131072] } }),
    )
    const bytes = new Uint8Array(8 + header.byteLength + bits.byteLength)
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.byteLength), true)
    bytes.set(header, 8)
    bytes.set(new Uint8Array(bits.buffer), 8 + header.byteLength)
    const { tensors } = await readSafetensors(bytes, { widen: true })
    const [exponentBits, fractionBits, bias] = dtype === 'float16' ? [5, 10, 15] : [8, 7, 127]
    tensors['x']!.data.forEach((value, i) => {
      const sign = i >> 15 === 1 ? -1 : 1
      const exponent = (i >> fractionBits) & (2 ** exponentBits - 1)
      const fraction = i & (2 ** fractionBits - 1)
      const expected =
        exponent === 2 ** exponentBits - 1
          ? fraction === 0
            ? sign * Infinity
            : Number.NaN
          : exponent === 0
            ? sign * fraction * 2 ** (1 - bias - fractionBits)
            : sign * (1 + fraction / 2 ** fractionBits) * 2 ** (exponent - bias)
      if (!Object.is(Number(value), expected)) throw new Error(`${i}: ${value} instead of ${expected}`)
    })
  },
)

it('reads only what it is asked for, with all names at hand', async () => {
  await using folder = await temporaryFolder()
  const path = `${folder.path}/only.safetensors`
  await writeSafetensors(path, { a: tensor('float32', [2], [1, 2]), b: tensor('int64', [1], [3]) })
  const seen: string[] = []
  const { tensors } = await readSafetensors(path, {
    only: (name, names) => {
      seen.push(`${name} of ${[...names].sort()}`)
      return name === 'b'
    },
  })
  expect(Object.keys(tensors)).toEqual(['b'])
  expect([...tensors['b']!.data]).toEqual([3n])
  expect(seen.sort()).toEqual(['a of a,b', 'b of a,b'])
})
