import { isMetadataScalar, type Metadata } from '@towerkit/core'

/** Names of what an item is listed under, such as 'genres: Crime': the values of its fields that are lists. */
export function itemCategories(metadata: Metadata): string[] {
  return Object.entries(metadata).flatMap(([field, value]) =>
    Array.isArray(value) ? value.filter(isMetadataScalar).map(each => `${field}: ${String(each)}`) : [],
  )
}
