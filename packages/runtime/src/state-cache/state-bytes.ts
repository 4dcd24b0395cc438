import type { TokenStates, StatePrecision } from '@towerkit/core'
import { crc32 } from 'node:zlib'
import { fromHalves, toHalves } from './to-halves.ts'

/** Checksum, precision, tokens, width: 32 bits each, little-endian. */
const headerLength = 16
const precisions: readonly StatePrecision[] = ['float32', 'float16', 'int8']

/** Bytes that a state's numbers take. */
export function stateLength(
  { tokens, width }: Pick<TokenStates, 'tokens' | 'width'>,
  precision: StatePrecision,
): number {
  return precision === 'float32'
    ? 4 * tokens * width
    : precision === 'float16'
      ? 2 * tokens * width
      : tokens * width + 4 * tokens
}

/** Bytes that a record takes besides the numbers. */
export const recordOverhead = headerLength

/** A state as a record of its own: a checksum over its key and all that follows, its shape, its numbers. */
export function encodeState(key: string, state: TokenStates, precision: StatePrecision): Uint8Array<ArrayBuffer> {
  const record = new Uint8Array(headerLength + stateLength(state, precision))
  const header = new Uint32Array(record.buffer, 0, 4)
  header.set([0, precisions.indexOf(precision), state.tokens, state.width])
  record.set(bytesOf(numbersOf(state, precision)), headerLength)
  header[0] = checksum(key, record)
  return record
}

/** The state of a record, or undefined if it is not the intact record of this key in this precision. */
export function decodeState(key: string, record: Uint8Array, precision: StatePrecision): TokenStates | undefined {
  if (record.byteLength < headerLength) return undefined
  const view = new DataView(record.buffer, record.byteOffset, headerLength)
  const tokens = view.getUint32(8, true)
  const width = view.getUint32(12, true)
  if (
    record.byteLength !== headerLength + stateLength({ tokens, width }, precision) ||
    precisions[view.getUint32(4, true)] !== precision
  )
    return undefined
  if (view.getUint32(0, true) !== checksum(key, record)) return undefined
  // Views of numbers must begin at multiples of their size.
  const aligned = record.byteOffset % 4 === 0 ? record : record.slice()
  return {
    tokens,
    width,
    data: numbersFrom(aligned.buffer as ArrayBuffer, aligned.byteOffset + headerLength, { tokens, width, precision }),
  }
}

/**
 * A state as a cache of this precision gives it back, so that numbers are the same whether it is cached or recomputed.
 */
export function roundedState(state: TokenStates, precision: StatePrecision): TokenStates {
  return precision === 'float32' ? state : decodeState('', encodeState('', state, precision), precision)!
}

function checksum(key: string, record: Uint8Array): number {
  return crc32(record.subarray(4), crc32(key))
}

function numbersOf({ data, tokens, width }: TokenStates, precision: StatePrecision): readonly ArrayBufferView[] {
  if (precision === 'float32') return [data]
  if (precision === 'float16') return [toHalves(data)]
  const factors = new Float32Array(tokens)
  const small = new Int8Array(tokens * width)
  for (let token = 0; token < tokens; token++) {
    let largest = 0
    for (let i = token * width; i < (token + 1) * width; i++) largest = Math.max(largest, Math.abs(data[i]!))
    factors[token] = largest / 127
    const inverse = largest === 0 ? 0 : 127 / largest
    for (let i = token * width; i < (token + 1) * width; i++) small[i] = Math.round(data[i]! * inverse)
  }
  return [factors, small]
}

function numbersFrom(
  buffer: ArrayBuffer,
  start: number,
  { tokens, width, precision }: { readonly tokens: number; readonly width: number; readonly precision: StatePrecision },
): Float32Array {
  if (precision === 'float32') return new Float32Array(buffer, start, tokens * width)
  if (precision === 'float16') return fromHalves(new Uint16Array(buffer, start, tokens * width))
  const factors = new Float32Array(buffer, start, tokens)
  const small = new Int8Array(buffer, start + 4 * tokens, tokens * width)
  const data = new Float32Array(tokens * width)
  for (let token = 0, i = 0; token < tokens; token++) {
    const factor = factors[token]!
    for (const end = i + width; i < end; i++) data[i] = small[i]! * factor
  }
  return data
}

function bytesOf(views: readonly ArrayBufferView[]): Uint8Array {
  const parts = views.map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength),
  )
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts)
}
