import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { ArgumentError } from '@towerkit/core'
import { expect, it } from 'vitest'
import { all } from '../testing/all.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { readInteractions, type ReadInteractionsOptions } from './read-interactions.ts'

async function read(name: string, content: string | Uint8Array, options: ReadInteractionsOptions = {}) {
  using folder = temporaryFolder({ [name]: content })
  return await all(readInteractions(`${folder.path}/${name}`, options))
}

it('reads CSV, TSV and JSON Lines, with the columns that MovieLens and others have', async () => {
  expect(
    await read('ratings.csv', 'userId,movieId,rating,timestamp\n1,31,2.5,1260759144\n1,31,2.5,1260759145\n'),
  ).toEqual([
    { user: '1', item: '31', time: 1_260_759_144, value: 2.5 },
    { user: '1', item: '31', time: 1_260_759_145, value: 2.5 },
  ])
  expect(await read('a.tsv.gz', gzipSync('Time\tUSER\tItem_ID\tevent\n5\tu\ti\tview\n6\tu\ti\t\n'))).toEqual([
    { user: 'u', item: 'i', time: 5, type: 'view' },
    { user: 'u', item: 'i', time: 6 },
  ])
  expect(
    await read('a.jsonl', '{"reviewerID":7,"asin":"B0","unixReviewTime":1,"type":null}\n', {
      columns: { value: 'asin' },
    }).catch((error: unknown) => error),
  ).toMatchObject({ code: 'data', message: expect.stringContaining('the value ("asin") at line 1') })
  expect(await read('b.jsonl', '{"a":"x","b":3,"t":0.5}\n', { columns: { user: 'a', item: 'b', time: 't' } })).toEqual([
    { user: 'x', item: '3', time: 0.5 },
  ])
})

it('reads Parquet, whole numbers of 64 bits and times', async () => {
  const path = fileURLToPath(new URL('../__golden__/snappy.parquet', import.meta.url))
  const columns = { user: 'id', item: 'kind', value: 'double' }
  const read = async (time: string) =>
    (await all(readInteractions(path, { columns: { ...columns, time } }))).slice(0, 2)
  expect(await read('int64')).toEqual([
    { user: 'd0', item: 'a', time: 0, value: 0 },
    { user: 'd1', item: 'b', time: 2 ** 40, value: 1 / 3 },
  ])
  expect((await read('time')).map(({ time }) => time)).toEqual([1_704_067_200, 1_704_070_800])
})

it('keeps neighbouring seconds and milliseconds apart, which float32 does not', async () => {
  const times = [1_500_000_001, 1_500_000_002, 1_700_000_000_123, 1_700_000_000_124]
  expect(Math.fround(times[0]!)).toBe(Math.fround(times[1]!))
  const found = await read('a.csv', `user,item,time\n${times.map(time => `u,i,${time}`).join('\n')}\n`)
  expect(found.map(({ time }) => time)).toEqual(times)
})

it('reads dates as seconds since 1970', async () => {
  const rows = ['2024-05-01', '2024-05-01T10:00:00Z', '2024-05-01 12:00:00.5+02:00', '2024-05-01 10:00']
  const found = await read('a.csv', `user,item,date\n${rows.map(time => `u,i,${time}`).join('\n')}\n`)
  expect(found.map(({ time }) => time)).toEqual([1_714_521_600, 1_714_557_600, 1_714_557_600.5, 1_714_557_600])
})

it.each([
  ['a time that is missing', 'user,item,time\nu,i,1\nu,i,\n'],
  ['a time that is NaN', 'user,item,time\nu,i,1\nu,i,NaN\n'],
  ['a time that is infinite', 'user,item,time\nu,i,1\nu,i,1e999\n'],
  ['a negative time', 'user,item,time\nu,i,1\nu,i,-5\n'],
  ['a time in nanoseconds', 'user,item,time\nu,i,1\nu,i,1700000000123456789\n'],
  ['a day that is none', 'user,item,time\nu,i,1\nu,i,2024-13-01\n'],
  ['a user that is missing', 'user,item,time\nu,i,1\n,i,1\n'],
  ['an item that is missing', 'user,item,time\nu,i,1\nu, ,1\n'],
  ['a value that is none', 'user,item,time,rating\nu,i,1,3\nu,i,2,good\n'],
  ['a value that is infinite', 'user,item,time,rating\nu,i,1,3\nu,i,2,Infinity\n'],
  ['a line that is cut', 'user,item,time\nu,i,1\nu,i\n'],
  ['a quote that does not end', 'user,item,time\nu,i,1\n"u,i,1\n'],
])('refuses %s, with the line', async (_, content) => {
  await expect(read('a.csv', content)).rejects.toMatchObject({ code: 'data', details: { line: expect.any(Number) } })
})

it('refuses another encoding, a table without users, and columns that are not there', async () => {
  await expect(read('a.csv', Buffer.from('user,item,time\nZ\xFC,i,1\n', 'latin1'))).rejects.toMatchObject({
    code: 'data',
    message: expect.stringContaining('UTF-8'),
  })
  await expect(read('a.csv', 'x,item,time\nu,i,1\n')).rejects.toMatchObject({ code: 'data' })
  await expect(read('a.csv', 'user,item,time\nu,i,1\n', { columns: { time: 'when' } })).rejects.toThrow(ArgumentError)
})
