import { isMetadataRecord, type Metadata, type MetadataScalar, type MetadataValue } from './metadata.ts'

/**
 * What metadata holds in a field, given by its name or by its path: `author.name` is the field `name` of the field
 * `author`. A field whose own name has dots is found by it first. In a list of objects the path continues in each of
 * them, so that `authors.name` gives the list of their names.
 *
 * @returns undefined if there is no such field.
 *
 * @example
 * fieldValue({ authors: [{ name: 'Ada' }, { name: 'Grace' }] }, 'authors.name') // ['Ada', 'Grace']
 */
export function fieldValue(metadata: Metadata, path: string): MetadataValue | undefined {
  if (Object.hasOwn(metadata, path)) return metadata[path]
  return path.includes('.') ? follow(metadata, path.split('.')) : undefined
}

/** The scalars of a value: itself, or those of a list at any depth. An object of fields has none. */
export function scalarsOf(value: MetadataValue | undefined): readonly MetadataScalar[] {
  if (value === undefined) return []
  if (Array.isArray(value)) return (value as readonly MetadataValue[]).flatMap(scalarsOf)
  return isMetadataRecord(value) ? [] : [value as MetadataScalar]
}

function follow(value: MetadataValue | undefined, steps: readonly string[]): MetadataValue | undefined {
  const [step, ...rest] = steps
  if (value === undefined || step === undefined) return value
  if (Array.isArray(value)) {
    const found = (value as readonly MetadataValue[]).flatMap(each => follow(each, steps) ?? [])
    return found.length === 0 ? undefined : found
  }
  return isMetadataRecord(value) && Object.hasOwn(value, step) ? follow(value[step] as MetadataValue, rest) : undefined
}
