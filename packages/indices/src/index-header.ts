import { DataError } from '@towerkit/core'
import { metrics, type Metric } from './metric.ts'

/** What the file of an index says of itself, ahead of its sections. */
export interface IndexHeader {
  /** The kind of index, which tells what the sections are. */
  readonly kind: string
  readonly dimensions: number
  readonly count: number
  readonly metric: Metric
  readonly model?: string
  /** Further numbers and names that the kind of index needs to go on as it was. */
  readonly settings?: Readonly<Record<string, number | string>>
  /** Bytes of each section, in the order in which they follow. */
  readonly sections: Readonly<Record<string, number>>
}

/** Marks the file of an index. */
const magic = new TextEncoder().encode('TOWERIDX')

/** Version of the format that is written, and the only one read. */
const version = 3

/** Bytes before the header's text: magic, version, length of the text. */
export const prefixLength = magic.length + 8

/** The longest header text that is read: a damaged length must not make a reader ask for gigabytes. */
const longestText = 2 ** 20

/** The prefix and the header's text. */
export function encodeHeader(header: IndexHeader): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header))
  if (text.length > longestText)
    throw new DataError(
      `save: the header has ${text.length} bytes, at most ${longestText} can be read back. Give a shorter model.`,
      { length: text.length },
    )
  const bytes = new Uint8Array(prefixLength + text.length)
  const view = new DataView(bytes.buffer)
  bytes.set(magic)
  view.setUint32(magic.length, version, true)
  view.setUint32(magic.length + 4, text.length, true)
  bytes.set(text, prefixLength)
  return bytes
}

/**
 * @returns how many bytes the header's text has. @throws {DataError} if the bytes do not begin an index of this
 *   version.
 */
export function decodePrefix(bytes: Uint8Array, caller: string): number {
  if (!magic.every((byte, i) => bytes[i] === byte))
    throw new DataError(`${caller}: the file does not begin as an index does. Give a file that save has written.`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = view.getUint32(magic.length, true)
  if (found !== version)
    throw new DataError(
      `${caller}: the file is of version ${found}, this release reads ${version}. Build the index again.`,
      { version: found, expected: version },
    )
  const length = view.getUint32(magic.length + 4, true)
  if (length > longestText)
    throw new DataError(
      `${caller}: the header claims ${length} bytes, at most ${longestText} are possible. The file is damaged; ` +
        'build the index again.',
      { length },
    )
  return length
}

/** @throws {DataError} if the text is not a header. */
export function decodeHeader(text: Uint8Array, caller: string): IndexHeader {
  let header: Partial<Record<keyof IndexHeader, unknown>> | null
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text)) as typeof header
  } catch (cause) {
    throw new DataError(`${caller}: the header is not JSON. The file is damaged; build the index again.`, { cause })
  }
  const { kind, dimensions, count, metric, model, settings, sections } = header ?? {}
  const isSize = (value: unknown, least = 0) => Number.isSafeInteger(value) && (value as number) >= least
  const isName = (value: unknown) => typeof value === 'string'
  const isRecord = (record: unknown, holds: (value: unknown) => boolean) =>
    typeof record === 'object' && record !== null && Object.values(record).every(holds)
  if (
    !isName(kind) ||
    !isSize(dimensions, 1) ||
    !isSize(count) ||
    !metrics.includes(metric as Metric) ||
    !(model === undefined || isName(model)) ||
    !isRecord(sections, value => isSize(value)) ||
    !(settings === undefined || isRecord(settings, value => Number.isFinite(value) || isName(value)))
  ) {
    throw new DataError(
      `${caller}: the header does not describe an index. The file is damaged; build the index again.`,
      { header },
    )
  }
  return header as IndexHeader
}
