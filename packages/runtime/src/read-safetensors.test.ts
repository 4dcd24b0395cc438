import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { readSafetensors } from './read-safetensors.ts'
import { writeSafetensors } from './write-safetensors.ts'
import { dataClass, dtypes, tensor } from './tensor.ts'
import type { Dtype, Tensor } from '@towerkit/core'
import { temporaryFolder } from './testing/temporary-folder.ts'
import { fileOf, golden, goldenBytes } from './testing/safetensors-file.ts'

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
