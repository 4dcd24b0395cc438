import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { DataError, requireKnownOptions } from '@towerkit/core'
import { bytesPerElement, headerLength, parseHeader } from './safetensors-header.ts'
import type { SafetensorsHeader, StoredTensor } from './safetensors-header.ts'
import { dataClass } from './tensor.ts'
import type { Tensor, Tensors } from '@towerkit/core'
import { widenHalves } from './widen-halves.ts'

/** Which tensors to read, and their types. */
export interface ReadSafetensorsOptions {
  /** Says by name, given all names of the file, which tensors are read. Default: all. */
  readonly only?: (name: string, names: readonly string[]) => boolean
  /** Turns float16 into float32, as bfloat16, which has no array of its own, always is. Default false. */
  readonly widen?: boolean
}

/** What a safetensors file holds. */
export interface Safetensors {
  readonly tensors: Tensors
  /** Free text by name; `{}` if there is none. */
  readonly metadata: Readonly<Record<string, string>>
}

/**
 * Reads a safetensors file of any length. A file is read directly into the memory of each tensor, so nothing is held
 * twice and unrequested tensors are not read. bfloat16 becomes float32.
 *
 * @param source Path of a file, or its bytes.
 * @returns Tensors by name, in the order of the data, and the metadata.
 * @throws {DataError} if it cannot be read or is malformed in any way, or has a dtype that this package has no arrays
 *   for.
 *
 * @example
 * const { tensors } = await readSafetensors('model.safetensors')
 * tensors['embeddings.word_embeddings.weight']?.shape // [30522, 384]
 *
 * @see https://github.com/huggingface/safetensors#format
 */
export async function readSafetensors(
  source: Uint8Array | string,
  options: ReadSafetensorsOptions = {},
): Promise<Safetensors> {
  requireKnownOptions<ReadSafetensorsOptions>('readSafetensors', options, { only: true, widen: true })
  if (typeof source !== 'string') {
    const length = headerLength(source.subarray(0, 8), source.byteLength)
    const data = source.subarray(8 + length)
    return toTensors(
      parseHeader(source.subarray(8, 8 + length), data.byteLength),
      options,
      async ({ start, end }, bytes) => bytes.set(data.subarray(start, end)),
    )
  }
  try {
    return await readFile(source, options)
  } catch (cause) {
    const reason = (cause as Error).message.replace('readSafetensors: ', '')
    throw new DataError(
      `readSafetensors: "${source}" cannot be read: ` +
        `${reason}${cause instanceof DataError ? '' : '. Correct the path or the file.'}`,
      { cause, path: source },
    )
  }
}

async function readFile(path: string, options: ReadSafetensorsOptions): Promise<Safetensors> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const prefix = new Uint8Array(Math.min(8, size))
    await fill(prefix, file, 0)
    const header = new Uint8Array(headerLength(prefix, size))
    await fill(header, file, 8)
    const start = 8 + header.byteLength
    return await toTensors(parseHeader(header, size - start), options, (stored, bytes) =>
      fill(bytes, file, start + stored.start),
    )
  } finally {
    await file.close()
  }
}

async function fill(bytes: Uint8Array, file: FileHandle, position: number): Promise<void> {
  for (let offset = 0; offset < bytes.byteLength; ) {
    // The kernel reads at most 2^31 bytes at once.
    const { bytesRead } = await file.read(
      bytes,
      offset,
      Math.min(2 ** 30, bytes.byteLength - offset),
      position + offset,
    )
    if (bytesRead === 0) {
      throw new DataError(
        `readSafetensors: ${bytes.byteLength} bytes expected at ${position}, got ${offset}. The file was cut ` +
          'while it was read.',
      )
    }
    offset += bytesRead
  }
}

/** @param load Fills the memory of a tensor. */
async function toTensors(
  { tensors, metadata }: SafetensorsHeader,
  { only = () => true, widen = false }: ReadSafetensorsOptions,
  load: (stored: StoredTensor, bytes: Uint8Array) => Promise<void>,
): Promise<Safetensors> {
  // Without a prototype, so that a name such as "constructor" is there only if the file has it.
  const byName = Object.create(null) as Record<string, Tensor>
  const names = tensors.map(({ name }) => name)
  for (const stored of tensors) {
    if (!only(stored.name, names)) continue
    const { name, dtype, shape, start, end } = stored
    if (dtype === 'bfloat16' || (dtype === 'float16' && widen)) {
      const data = new Float32Array((end - start) / 2)
      await load(stored, new Uint8Array(data.buffer, 0, end - start))
      widenHalves(data, dtype)
      byName[name] = { dtype: 'float32', shape, data }
    } else {
      const data = new (dataClass(dtype))((end - start) / bytesPerElement(dtype))
      await load(stored, new Uint8Array(data.buffer))
      byName[name] = { dtype, shape, data } as Tensor
    }
  }
  return { tensors: byName, metadata }
}
