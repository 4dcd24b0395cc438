import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { ArgumentError, DataError } from '@towerkit/core'
import { writeFileAtomically } from './atomic-file.ts'
import { bytesPerElement, headerLength, parseHeader, storedNames } from './safetensors-header.ts'
import type { StoredTensor } from './safetensors-header.ts'
import { checkTensor, dataClass } from './tensor.ts'
import type { Tensor, Tensors } from './tensor.ts'

/** What a file carries besides its tensors. */
export interface WriteSafetensorsOptions {
  /** Free text by name. Default: none. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** What a safetensors file holds. */
export interface Safetensors {
  readonly tensors: Tensors
  /** Free text by name; `{}` if there is none. */
  readonly metadata: Readonly<Record<string, string>>
}

/**
 * Reads a safetensors file. Tensors share one block of memory, without a copy where the file aligns them; bfloat16 becomes float32.
 *
 * @param source Path of a file, or its bytes, which the tensors are then views of.
 * @returns Tensors by name, in the order of the data, and the metadata.
 * @throws {DataError} if it cannot be read or is malformed in any way, or has a dtype that this package has no arrays for.
 *
 * @example
 * const { tensors } = await readSafetensors('model.safetensors')
 * tensors['embeddings.word_embeddings.weight']?.shape // [30522, 384]
 *
 * @see https://github.com/huggingface/safetensors#format
 */
export async function readSafetensors(source: Uint8Array | string): Promise<Safetensors> {
  if (typeof source !== 'string') {
    const length = headerLength(source.subarray(0, 8), source.byteLength)
    return toTensors(source.subarray(8, 8 + length), source.subarray(8 + length))
  }
  try {
    return await readFile(source)
  } catch (cause) {
    const reason = (cause as Error).message.replace('readSafetensors: ', '')
    throw new DataError(
      `readSafetensors: "${source}" cannot be read: ${reason}${cause instanceof DataError ? '' : '. Correct the path or the file.'}`,
      { cause, path: source },
    )
  }
}

/**
 * Writes a safetensors file, atomically (see `writeFileAtomically`) and without a second copy of the tensors in memory.
 * The bytes are those that the reference implementation writes: larger elements first, so that everything is aligned, then by name.
 *
 * @param path Path of the file. Its folder must exist.
 * @param tensors Tensors by name. Leave them alone until the promise settles.
 * @throws {ArgumentError} for a name that the format cannot hold, or a tensor that is not what it says.
 * @throws {ShapeError} for a tensor whose data does not fit its shape.
 * @throws {DataError} if the file cannot be written; the old one is untouched.
 *
 * @example
 * await writeSafetensors('weights.safetensors', { w: tensor('float32', [2], [1, 2]) }, { metadata: { step: '100' } })
 *
 * @see https://github.com/huggingface/safetensors#format
 */
export async function writeSafetensors(path: string, tensors: Tensors, { metadata = {} }: WriteSafetensorsOptions = {}): Promise<void> {
  const entries = Object.entries(tensors).sort(([name, { dtype }], [otherName, { dtype: otherDtype }]) =>
    order.indexOf(dtype) - order.indexOf(otherDtype) || Buffer.compare(Buffer.from(name), Buffer.from(otherName)))
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

function encodeHeader(entries: readonly (readonly [string, Tensor])[], metadata: Readonly<Record<string, string>>): Uint8Array {
  let end = 0
  const stored = entries.map(([name, { dtype, shape, data }]) =>
    [name, { dtype: storedNames[dtype], shape, data_offsets: [end, end += data.byteLength] }] as const)
  const free = Object.keys(metadata).length === 0 ? [] : [['__metadata__', metadata] as const]
  const text = Buffer.from(JSON.stringify(Object.fromEntries([...free, ...stored])))
  const length = Math.ceil(text.byteLength / 8) * 8
  const header = Buffer.alloc(8 + length, ' ')
  header.writeBigUInt64LE(BigInt(length))
  text.copy(header, 8)
  return header
}

async function readFile(path: string): Promise<Safetensors> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const length = headerLength(await readBytes(file, 0, Math.min(8, size)), size)
    // The data gets memory of its own, so that it is aligned whatever the length of the header.
    return toTensors(await readBytes(file, 8, length), await readBytes(file, 8 + length, size - 8 - length))
  } finally {
    await file.close()
  }
}

async function readBytes(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  for (let offset = 0; offset < length;) {
    // The kernel reads at most 2^31 bytes at once.
    const { bytesRead } = await file.read(bytes, offset, Math.min(2 ** 30, length - offset), position + offset)
    if (bytesRead === 0) {
      throw new DataError(
        `readSafetensors: ${length} bytes expected at ${position}, got ${offset}. The file was cut while it was read.`,
      )
    }
    offset += bytesRead
  }
  return bytes
}

function toTensors(header: Uint8Array, data: Uint8Array): Safetensors {
  const { tensors, metadata } = parseHeader(header, data.byteLength)
  // Without a prototype, so that a name such as "constructor" is there only if the file has it.
  const byName = Object.create(null) as Record<string, Tensor>
  for (const stored of tensors) byName[stored.name] = toTensor(stored, data)
  return { tensors: byName, metadata }
}

function toTensor({ dtype, shape, start, end }: StoredTensor, data: Uint8Array): Tensor {
  const width = bytesPerElement(dtype)
  const aligned = (data.byteOffset + start) % width === 0
  // Not slice(): on a Buffer that is no copy.
  const { buffer, byteOffset } = aligned ? data.subarray(start, end) : new Uint8Array(data.subarray(start, end))
  const length = (end - start) / width
  if (dtype === 'bfloat16') return { dtype: 'float32', shape, data: fromBfloat16(new Uint16Array(buffer, byteOffset, length)) }
  return { dtype, shape, data: new (dataClass(dtype) as Float32ArrayConstructor)(buffer, byteOffset, length) }
}

/** A bfloat16 is the upper half of a float32. */
function fromBfloat16(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, half => half << 16).buffer)
}
