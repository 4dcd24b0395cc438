import { crc32 } from 'node:zlib'
import type { Box } from '@towerkit/core'
import type { ArchivedPicture, ArchivedRegion } from './archived-picture.ts'

/** Lengths of the two vectors of a region. */
export interface RegionLengths {
  readonly dimensions: number
  readonly appearanceDimensions: number
}

/** Numbers of a region besides its vectors: four of the box, objectness, stride. */
const plain = 6

/** The regions of a picture: box, objectness and stride of each in float64, then the vectors of each in float32. */
export function encodeRegions(regions: readonly ArchivedRegion[], lengths: RegionLengths): Uint8Array {
  const numbers = new Float64Array(plain * regions.length)
  const width = lengths.dimensions + lengths.appearanceDimensions
  const rows = new Float32Array(width * regions.length)
  regions.forEach(({ box, objectness, stride, vector, appearance }, i) => {
    numbers.set([...box, objectness, stride], plain * i)
    rows.set(vector, width * i)
    rows.set(appearance, width * i + lengths.dimensions)
  })
  return Buffer.concat([Buffer.from(numbers.buffer), Buffer.from(rows.buffer)])
}

/** @returns undefined if the bytes are not those of whole regions. */
export function decodeRegions(bytes: Uint8Array, lengths: RegionLengths): ArchivedRegion[] | undefined {
  const width = lengths.dimensions + lengths.appearanceDimensions
  const count = bytes.length / (8 * plain + 4 * width)
  if (!Number.isInteger(count)) return undefined
  const { buffer } = Uint8Array.from(bytes)
  const numbers = new Float64Array(buffer, 0, plain * count)
  const rows = new Float32Array(buffer, 8 * plain * count)
  return Array.from({ length: count }, (_, i) => {
    const [left, top, wide, high, objectness, stride] = numbers.subarray(plain * i, plain * (i + 1))
    const vector = rows.subarray(width * i, width * i + lengths.dimensions)
    return {
      box: [left!, top!, wide!, high!] as Box,
      ...{ objectness: objectness!, stride: stride! },
      vector,
      appearance: rows.subarray(width * i + lengths.dimensions, width * (i + 1)),
    }
  })
}

/** A number that changes if any part of a row does. */
export function checkOf(row: Omit<ArchivedPicture, 'fields' | 'regions'> & { fields: string; regions: Uint8Array }) {
  const { key, stamp, width, height, fields, regions } = row
  return crc32(regions, crc32(JSON.stringify([key, stamp ?? null, width, height, fields])))
}
