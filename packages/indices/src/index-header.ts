import { DataError } from '@towerkit/core'
import { metrics, type Metric } from './metric.ts'

/** What the file of an index says of itself, ahead of its keys and rows. */
export interface IndexHeader {
  readonly dimensions: number
  readonly count: number
  readonly metric: Metric
  /** Bytes of the section of keys and metadata. */
  readonly entriesLength: number
  readonly model?: string
}

/** Marks the file of an exact index. */
const magic = new TextEncoder().encode('TOWERIDX')

/** Version of the format that is written, and the only one read. */
const version = 2

/** Bytes before the header's text: magic, version, length of the text. */
export const prefixLength = magic.length + 8

/** The longest header text that is read: a damaged length must not make a reader ask for gigabytes. */
const longestText = 2 ** 20

/** The prefix and the header's text. */
export function encodeHeader(header: IndexHeader): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header))
  if (text.length > longestText) throw new DataError(`save: the header has ${text.length} bytes, at most ${longestText} can be read back. Give a shorter model.`, { length: text.length })
  const bytes = new Uint8Array(prefixLength + text.length)
  const view = new DataView(bytes.buffer)
  bytes.set(magic)
  view.setUint32(magic.length, version, true)
  view.setUint32(magic.length + 4, text.length, true)
  bytes.set(text, prefixLength)
  return bytes
}

/** @returns how many bytes the header's text has. @throws {DataError} if the bytes do not begin an index of this version. */
export function decodePrefix(bytes: Uint8Array): number {
  if (!magic.every((byte, i) => bytes[i] === byte)) throw new DataError('loadExactIndex: the file does not begin as an index does. Give a file that save has written.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = view.getUint32(magic.length, true)
  if (found !== version) throw new DataError(`loadExactIndex: the file is of version ${found}, this release reads ${version}. Build the index again.`, { version: found, expected: version })
  const length = view.getUint32(magic.length + 4, true)
  if (length > longestText) throw new DataError(`loadExactIndex: the header claims ${length} bytes, at most ${longestText} are possible. The file is damaged; build the index again.`, { length })
  return length
}

/** @throws {DataError} if the text is not a header. */
export function decodeHeader(text: Uint8Array): IndexHeader {
  let header: Partial<Record<keyof IndexHeader, unknown>> | null
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text)) as typeof header
  } catch (cause) {
    throw new DataError('loadExactIndex: the header is not JSON. The file is damaged; build the index again.', { cause })
  }
  const { dimensions, count, metric, entriesLength, model } = header ?? {}
  const isSize = (value: unknown, least: number): value is number => Number.isSafeInteger(value) && (value as number) >= least
  const isModel = (value: unknown): value is string | undefined => value === undefined || typeof value === 'string'
  if (!isSize(dimensions, 1) || !isSize(count, 0) || !isSize(entriesLength, 0) || !metrics.includes(metric as Metric) || !isModel(model)) {
    throw new DataError('loadExactIndex: the header does not describe an index. The file is damaged; build the index again.', { header })
  }
  return { dimensions, count, metric: metric as Metric, entriesLength, ...(model === undefined ? {} : { model }) }
}
