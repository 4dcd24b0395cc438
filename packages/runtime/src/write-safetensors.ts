import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { writeFileAtomically } from '@towerkit/core/file'
import { storedNames } from './safetensors-header.ts'
import { checkTensor } from './tensor.ts'
import type { Tensor, Tensors } from '@towerkit/core'

/** What a file carries besides its tensors. */
export interface WriteSafetensorsOptions {
  /** Free text by name. Default: none. */
  readonly metadata?: Readonly<Record<string, string>>
}

/**
 * Writes a safetensors file, atomically (see `writeFileAtomically`) and without a second copy of the tensors in memory.
 * The bytes are those that the reference implementation writes: larger elements first, so that everything is aligned,
 * then by name.
 *
 * @param path Path of the file. Its folder must exist.
 * @param tensors Tensors by name. Do not change them until the promise settles.
 * @throws {ArgumentError} for a name that the format cannot hold, or a tensor that is not what it says.
 * @throws {ShapeError} for a tensor whose data does not fit its shape.
 * @throws {DataError} if the file cannot be written; the old one is untouched.
 *
 * @example
 * await writeSafetensors('weights.safetensors', { w: tensor('float32', [2], [1, 2]) }, { metadata: { step: '100' } })
 *
 * @see https://github.com/huggingface/safetensors#format
 */
export async function writeSafetensors(
  path: string,
  tensors: Tensors,
  options: WriteSafetensorsOptions = {},
): Promise<void> {
  const { metadata = {} } = requireKnownOptions<WriteSafetensorsOptions>('writeSafetensors', options, {
    metadata: true,
  })
  const entries = Object.entries(tensors).sort(
    ([name, { dtype }], [otherName, { dtype: otherDtype }]) =>
      order.indexOf(dtype) - order.indexOf(otherDtype) || Buffer.compare(Buffer.from(name), Buffer.from(otherName)),
  )
  for (const [name, value] of entries) {
    if (name === '__metadata__' || /\p{Surrogate}/u.test(name)) {
      throw new ArgumentError(
        `writeSafetensors: the name "${name}" is reserved or not valid Unicode. Choose another.`,
        { name },
      )
    }
    checkTensor(value, `writeSafetensors: "${name}"`)
  }
  for (const [name, value] of Object.entries(metadata)) {
    if (typeof value !== 'string') {
      throw new ArgumentError(
        `writeSafetensors: metadata "${name}" is a ${typeof value}, expected a string. Convert it.`,
        { name },
      )
    }
  }
  const chunks = entries.map(([, { data }]) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  await writeFileAtomically(path, [encodeHeader(entries, metadata), ...chunks])
}

const order = Object.keys(storedNames)

function encodeHeader(
  entries: readonly (readonly [string, Tensor])[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let end = 0
  const stored = entries.map(
    ([name, { dtype, shape, data }]) =>
      [name, { dtype: storedNames[dtype], shape, data_offsets: [end, (end += data.byteLength)] }] as const,
  )
  const free = Object.keys(metadata).length === 0 ? [] : [['__metadata__', metadata] as const]
  const text = Buffer.from(JSON.stringify(Object.fromEntries([...free, ...stored])))
  const length = Math.ceil(text.byteLength / 8) * 8
  const header = Buffer.alloc(8 + length, ' ')
  header.writeBigUInt64LE(BigInt(length))
  text.copy(header, 8)
  return header
}
