import { isMetadataRecord, isMetadataScalar, sameNumber, type Metadata, type MetadataValue } from '@towerkit/core'

/** Values of a list that is metadata; longer ones are vectors, or data. */
const longestList = 256

/**
 * The fields of a record by which can be filtered: texts, numbers, booleans, dates as ISO 8601, and lists and fields of
 * these. What is nothing is left out.
 *
 * @param onLeftOut Told the name of each field that holds something else: bytes, or a list of more than 256 values.
 */
export function documentMetadata(
  record: Readonly<Record<string, unknown>>,
  onLeftOut: (field: string) => void = () => {},
): Metadata {
  return fieldsOf(record, '', onLeftOut)
}

function fieldsOf(record: Readonly<Record<string, unknown>>, path: string, onLeftOut: (field: string) => void) {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => {
      const kept = valueOf(value, `${path}${name}`, onLeftOut)
      return kept === undefined ? [] : [[name, kept] as const]
    }),
  )
}

function valueOf(value: unknown, path: string, onLeftOut: (field: string) => void): MetadataValue | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'bigint') return sameNumber(value)
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', ' ')
  if (isMetadataScalar(value)) return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString()
  if (Array.isArray(value) && value.length <= longestList)
    return value.flatMap((each): MetadataValue[] => {
      const kept = valueOf(each, path, onLeftOut)
      return kept === undefined ? [] : [kept]
    })
  if (isMetadataRecord(value) && path.split('.').length < deepest) return fieldsOf(value, `${path}.`, onLeftOut)
  onLeftOut(path)
  return undefined
}

/** Levels of fields within fields. */
const deepest = 16
