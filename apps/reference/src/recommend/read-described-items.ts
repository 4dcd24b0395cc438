import { isMetadataScalar, type Metadata, type MetadataValue } from '@towerkit/core'
import { readItems, type TableItem } from '@towerkit/datasets'
import type { StoredDocument } from '../search-service.ts'

const separator = '|'
/** Share of the values of a column that hold the separator, from which on the column is one of lists. */
const leastShare = 0.05

/**
 * Reads a table of items. The column `title`, or `name`, is the title; columns whose texts are lists, separated by `|`,
 * become lists; all others are metadata as they are.
 *
 * @throws {DataError} as `readItems` does.
 */
export async function readDescribedItems(path: string, { signal }: { readonly signal?: AbortSignal | undefined } = {}) {
  const rows: TableItem[] = []
  for await (const row of readItems(path, signal ? { signal } : {})) rows.push(row)
  const names = [...new Set(rows.flatMap(({ fields }) => Object.keys(fields)))]
  const title = ['title', 'name'].flatMap(wanted => names.find(name => name.toLowerCase() === wanted) ?? [])[0]
  const lists = new Set(names.filter(name => name !== title && isListed(rows.map(({ fields }) => fields[name]))))
  return rows.map(({ id, fields }): StoredDocument => {
    const metadata: Record<string, MetadataValue> = {}
    for (const [name, value] of Object.entries(fields)) {
      if (name === title) continue
      const kept = lists.has(name) && typeof value === 'string' ? parts(value) : value
      if (isMetadataScalar(kept) || Array.isArray(kept)) metadata[name] = kept as MetadataValue
    }
    return {
      id,
      title: String(title === undefined ? '' : (fields[title] ?? '')),
      text: '',
      metadata: metadata as Metadata,
    }
  })
}

function isListed(values: readonly unknown[]): boolean {
  const texts = values.filter(value => typeof value === 'string')
  const listed = texts.filter(text => text.includes(separator))
  return listed.length > 0 && listed.length >= leastShare * texts.length
}

function parts(text: string): string[] {
  return text
    .split(separator)
    .map(part => part.trim())
    .filter(part => part !== '')
}
