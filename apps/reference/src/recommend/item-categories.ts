import { isMetadataScalar, type Metadata } from '@towerkit/core'

/**
 * Names of what an item is listed under, such as 'genres: Crime': the values of its fields that are lists, each once.
 */
export function itemCategories(metadata: Metadata): string[] {
  const names = Object.entries(metadata).flatMap(([field, value]) =>
    Array.isArray(value) ? value.filter(isMetadataScalar).map(each => `${field}: ${String(each)}`) : [],
  )
  return [...new Set(names)]
}
