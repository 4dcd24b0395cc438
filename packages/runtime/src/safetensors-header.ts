import { DataError, TowerkitError } from '@towerkit/core'
import { duplicateKey } from './duplicate-keys.ts'
import { dataClass, elementCount } from './tensor.ts'
import type { Dtype } from '@towerkit/core'

/** The bytes of a tensor in the data part of a file: `[start, end)`. */
export interface StoredTensor {
  readonly name: string
  /** bfloat16 has no array of its own; it is read as float32. */
  readonly dtype: Dtype | 'bfloat16'
  readonly shape: readonly number[]
  readonly start: number
  readonly end: number
}

/** The checked header of a safetensors file. */
export interface SafetensorsHeader {
  readonly tensors: readonly StoredTensor[]
  readonly metadata: Readonly<Record<string, string>>
}

/** Names in the file. The order is the order of the data in a written file, as the reference implementation has it. */
export const storedNames = {
  int64: 'I64',
  float64: 'F64',
  float32: 'F32',
  int32: 'I32',
  bfloat16: 'BF16',
  float16: 'F16',
  int8: 'I8',
  uint8: 'U8',
  bool: 'BOOL',
} as const

/** The reference implementation's limit, so that a damaged length cannot exhaust the memory. */
const longestHeader = 100_000_000

/**
 * Checks the first eight bytes of a file, the length of its header.
 *
 * @param prefix The first bytes of the file, eight if there are so many.
 * @param fileLength Length of the whole file, in bytes.
 * @returns The length of the header, in bytes.
 * @throws {DataError} if the file is too short for it.
 */
export function headerLength(prefix: Uint8Array, fileLength: number): number {
  if (prefix.byteLength < 8) {
    throw new DataError(
      `readSafetensors: the file has ${fileLength} bytes, expected at least 8. It is truncated or no safetensors file.`,
      { fileLength },
    )
  }
  const length = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true)
  if (length > longestHeader) {
    throw new DataError(
      `readSafetensors: the header has ${length} bytes, at most ${longestHeader} are allowed. ` +
        'The file is damaged or no safetensors file.',
      { length },
    )
  }
  if (length + 8n > fileLength) {
    throw new DataError(
      `readSafetensors: the header has ${length} bytes, the file only ${fileLength}. The file is truncated.`,
      { length, fileLength },
    )
  }
  return Number(length)
}

/**
 * Reads and checks a header: UTF-8, JSON, unique names, known dtypes, and data that covers the rest of the file
 * exactly, once.
 *
 * @param bytes The header.
 * @param dataLength Length of the data part, in bytes.
 * @throws {DataError} for anything else.
 */
export function parseHeader(bytes: Uint8Array, dataLength: number): SafetensorsHeader {
  const { __metadata__: metadata = {}, ...entries } = parseJson(bytes)
  const tensors = Object.entries(entries)
    .map(([name, entry]) => storedTensor(name, entry))
    .sort((a, b) => a.start - b.start || a.end - b.end)
  let end = 0
  for (const tensor of tensors) {
    if (tensor.start !== end)
      throw damaged(`"${tensor.name}" starts at byte ${tensor.start}, expected ${end}: data has gaps or overlaps`)
    end = tensor.end
  }
  if (end !== dataLength) throw damaged(`the tensors end at byte ${end} of ${dataLength} data bytes`)
  return { tensors, metadata: checkMetadata(metadata) }
}

function parseJson(bytes: Uint8Array): Record<string, unknown> {
  let text: string
  let parsed: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    parsed = JSON.parse(text)
  } catch (cause) {
    throw damaged(`the header is not JSON in UTF-8: ${(cause as Error).message}`, cause)
  }
  if (!isObject(parsed)) throw damaged('the header is not an object')
  const repeated = duplicateKey(text)
  if (repeated !== undefined) throw damaged(`"${repeated}" is there twice`)
  return parsed
}

function storedTensor(name: string, entry: unknown): StoredTensor {
  if (!isObject(entry)) throw damaged(`"${name}" is not an object`)
  const { dtype: storedName, shape, data_offsets: offsets } = entry
  const dtype = (Object.keys(storedNames) as (keyof typeof storedNames)[]).find(
    known => storedNames[known] === storedName,
  )
  if (dtype === undefined) {
    const found = typeof storedName === 'string' ? storedName : typeof storedName
    throw damaged(`"${name}" has dtype ${found}, known are ${Object.values(storedNames).join(', ')}`)
  }
  if (!isCounts(shape)) throw damaged(`"${name}" has a shape that is not a list of whole numbers`)
  if (!isCounts(offsets) || offsets.length !== 2)
    throw damaged(`"${name}" has data_offsets that are not two whole numbers`)
  const [start, end] = offsets as [number, number]
  const length = countOf(name, shape) * bytesPerElement(dtype)
  if (end - start !== length)
    throw damaged(`"${name}" has ${end - start} bytes, its shape [${shape.join(', ')}] needs ${length}`)
  return { name, dtype, shape, start, end }
}

/** Bytes of one element as stored. */
export function bytesPerElement(dtype: StoredTensor['dtype']): number {
  return dtype === 'bfloat16' ? 2 : dataClass(dtype).BYTES_PER_ELEMENT
}

function countOf(name: string, shape: readonly number[]): number {
  try {
    return elementCount(shape, 'readSafetensors')
  } catch (cause) {
    if (!TowerkitError.is(cause)) throw cause
    throw damaged(`"${name}" has shape [${shape.join(', ')}], more elements than a file can hold`, cause)
  }
}

function checkMetadata(metadata: unknown): Readonly<Record<string, string>> {
  const isText = isObject(metadata) && Object.values(metadata).every(value => typeof value === 'string')
  if (!isText) throw damaged('__metadata__ is not an object of strings')
  return metadata as Record<string, string>
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(item => Number.isSafeInteger(item) && item >= 0)
}

function damaged(fact: string, cause?: unknown): DataError {
  return new DataError(`readSafetensors: ${fact}. The file is damaged or no safetensors file.`, { cause })
}
