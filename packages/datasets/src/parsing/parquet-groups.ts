import type { FileMetaData } from 'hyparquet'

/** What a Parquet file has. */
export interface ParquetContents {
  readonly columns: readonly string[]
  readonly groups: readonly { readonly rows: number }[]
}

/** The file that this thread read last, so that its metadata is read once. */
let last: { readonly path: string; readonly metadata: FileMetaData } | undefined

/** Columns and groups of rows of a Parquet file. Runs in a thread of its own. */
export async function parquetContents(path: string): Promise<ParquetContents> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetSchema } = await import('hyparquet')
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path))
  last = { path, metadata }
  return {
    columns: parquetSchema(metadata).children.map(({ element }) => element.name),
    groups: metadata.row_groups.map(group => ({ rows: Number(group.num_rows) })),
  }
}

/** Rows of a file whose contents were read just before. */
export async function parquetGroup({
  path,
  start,
  end,
  columns,
}: {
  readonly path: string
  readonly start: number
  readonly end: number
  readonly columns: readonly string[] | undefined
}): Promise<unknown[]> {
  const [{ asyncBufferFromFile, parquetReadObjects }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ])
  if (last?.path !== path) await parquetContents(path)
  const rows = await parquetReadObjects({
    file: await asyncBufferFromFile(path),
    metadata: last!.metadata,
    rowStart: start,
    rowEnd: end,
    compressors,
    ...(columns && { columns: [...columns] }),
  })
  return rows.map(plain)
}

/** Whole numbers as numbers if they are exact. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    return value ?? null
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]))
}
