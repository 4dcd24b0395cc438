import { isMetadataValue, type Metadata } from '@towerkit/core'

/**
 * The fields of a record by which can be filtered: texts, numbers and booleans; lists of texts become one text, others
 * are left out.
 */
export function flatMetadata(record: Readonly<Record<string, unknown>>): Metadata {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => {
      if (isMetadataValue(value)) return [[name, value] as const]
      return Array.isArray(value) && value.every(each => typeof each === 'string')
        ? [[name, value.join(', ')] as const]
        : []
    }),
  )
}
