import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { AbortedError, DataError } from '@towerkit/core'
import { expect, it, vi } from 'vitest'
import { parquetRows } from './parquet-rows.ts'
import { all } from '../testing/all.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

const golden = (name: string) => fileURLToPath(new URL(`../__golden__/${name}`, import.meta.url))
const { rows } = JSON.parse(readFileSync(golden('parquet.json'), 'utf8')) as { rows: Record<string, unknown>[] }

it.each(['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4'])(
  'reads what pyarrow wrote with the codec %s',
  async codec => {
    const read = await all(parquetRows(golden(`${codec}.parquet`)))
    expect(read.map(({ value }) => ({ ...value, time: (value['time'] as Date).toISOString() }))).toEqual(rows)
    expect(read.map(({ row }) => row)).toEqual(rows.map((_, i) => i + 1))
  },
)

it('reads the columns that are asked for', async () => {
  const read = await all(parquetRows(golden('zstd.parquet'), { columns: ['id', 'tags'] }))
  expect(read.map(({ value }) => value)).toEqual(rows.map(({ id, tags }) => ({ id, tags })))
  await expect(all(parquetRows(golden('zstd.parquet'), { columns: ['name'] }))).rejects.toThrow(
    'has no column "name", but id, title',
  )
})

it('refuses what is truncated, damaged or not there, and names the row', async () => {
  using folder = temporaryFolder()
  const bytes = readFileSync(golden('zstd.parquet'))
  for (const path of [
    folder.write('cut.parquet', bytes.subarray(0, -20)),
    folder.write('short.parquet', bytes.subarray(0, 3)),
    folder.write('empty.parquet', ''),
    folder.write('text.parquet', 'no Parquet at all'),
    `${folder.path}/none.parquet`,
  ]) {
    await expect(all(parquetRows(path))).rejects.toThrow(DataError)
  }
  const middle = Buffer.from(bytes)
  middle.fill(0xff, 4, 200)
  await expect(all(parquetRows(folder.write('damaged.parquet', middle)))).rejects.toMatchObject({
    code: 'data',
    details: { row: 1 },
  })
})

it('stops at the signal, and says what to install', async () => {
  const stop = new AbortController()
  await expect(
    (async () => {
      for await (const { row } of parquetRows(golden('none.parquet'), { signal: stop.signal }))
        if (row === 2) stop.abort()
    })(),
  ).rejects.toThrow(AbortedError)
  vi.doMock('hyparquet', () => {
    throw new Error('Cannot find package')
  })
  await expect(all(parquetRows(golden('none.parquet')))).rejects.toMatchObject({ code: 'missing-peer' })
  vi.doUnmock('hyparquet')
})
