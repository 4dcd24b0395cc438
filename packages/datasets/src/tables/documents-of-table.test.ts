import { ArgumentError } from '@towerkit/core'
import { expect, it } from 'vitest'
import { readDocuments, type ReadDocumentsOptions } from '../read-documents.ts'
import { all } from '../testing/all.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

async function read(name: string, content: string | Uint8Array, options: ReadDocumentsOptions = {}) {
  using folder = temporaryFolder({ [name]: content })
  return (await all(readDocuments(`${folder.path}/${name}`, options))).map(({ id, title, text, metadata }) => [
    id,
    title,
    text,
    metadata,
  ])
}
const fields = async (...args: Parameters<typeof read>) => (await read(...args)).map(row => row[3])

it('gives CSV columns the types that they look like, column by column', async () => {
  const table =
    '\uFEFFid,text,year,price,active,code,version,mixed,none,big,when\r\n' +
    '1,a,2019,9.50,true,007,1.2.3,5,,9007199254740993,2024-05-01\r\n' +
    '2,b,,100,False,7,1.3,five,,1,2024-06-01T10:00:00Z\r\n'
  const [first, second] = await fields('a.csv', table)
  expect(first).toEqual({
    year: 2019,
    price: 9.5,
    active: true,
    code: '007',
    version: '1.2.3',
    mixed: '5',
    none: '',
    big: 9_007_199_254_740_993n,
    when: '2024-05-01',
  })
  expect(second).toEqual({
    price: 100,
    active: false,
    code: '7',
    version: '1.3',
    mixed: 'five',
    none: '',
    big: 1,
    when: '2024-06-01T10:00:00Z',
  })
  expect(await fields('a.csv', 'id,text,phone,hash\n1,a,+491234,1e999\n')).toEqual([
    { phone: '+491234', hash: '1e999' },
  ])
})

it('takes the types that are named, and refuses what is not of them', async () => {
  const table = 'id,text,Zip,day\n1,a,10115,2024-05-01\n2,b,20095,\n'
  expect(await fields('a.csv', table, { types: { zip: 'text', day: 'date' } })).toEqual([
    { Zip: '10115', day: '2024-05-01' },
    { Zip: '20095' },
  ])
  await expect(read('a.csv', table, { types: { day: 'number' } })).rejects.toMatchObject({
    code: 'data',
    message: expect.stringContaining('the day at line 2'),
  })
  await expect(read('a.csv', table, { types: { dya: 'date' } })).rejects.toThrow(ArgumentError)
  await expect(read('a.csv', table, { types: { day: 'time' as 'date' } })).rejects.toThrow(ArgumentError)
  expect(await fields('a.jsonl', '{"text":"a","n":"4"}\n{"text":"b","n":5}\n', { types: { n: 'number' } })).toEqual([
    { n: 4 },
    { n: 5 },
  ])
})

it('keeps of JSON what is written: lists, nested fields, dates, big integers', async () => {
  const row = {
    id: '1',
    text: 'a',
    tags: ['x', 'y'],
    date: '2024-06-01T10:00:00+02:00',
    n: { lang: 'en', v: [1, 2] },
    score: 4.5,
    none: null,
  }
  const line = JSON.stringify(row).replace('4.5', '4.5,"big":9007199254740993,"deep":[{"big":-90071992547409931}]')
  const { id: _, text: __, ...rest } = row
  const expected = [{ ...rest, big: 9_007_199_254_740_993n, deep: [{ big: -90_071_992_547_409_931n }] }]
  expect(await fields('a.jsonl', `${line}\n`)).toEqual(expected)
  expect(await fields('a.json', `\n[${line}]`)).toEqual(expected)
  expect(await fields('a.json', `${line}\n`)).toEqual(expected)
})

it('finds columns without regard to case, and those that only a later row has', async () => {
  expect(await read('a.csv', 'ID,Title,Text\n1,Red,a red shoe\n')).toEqual([['1', 'Red', 'a red shoe', {}]])
  expect(await read('a.csv', 'Doc-ID,Body Text\n1,x\n', { columns: { text: 'body_text' } })).toEqual([
    ['1', '', 'x', {}],
  ])
  expect(await read('a.jsonl', '{"text":"x"}\n{"id":7,"title":1984,"text":"y"}\n').catch(String)).toContain('line 1 of')
  expect(await read('a.jsonl', '{"id":1,"text":"x"}\n{"id":7,"title":1984,"text":null}\n')).toEqual([
    ['1', '', 'x', {}],
    ['7', '1984', '', {}],
  ])
  await expect(read('a.jsonl', '{"id":1,"text":"x"}\n{"id":2,"body":"x"}\n')).rejects.toMatchObject({ code: 'data' })
})

it('reads UTF-16 with a byte-order mark, and tabs in a .csv', async () => {
  const text = '\uFEFFid\ttitle\ttext\r\n1\tZürich 🚲\tfirst\r\n'
  const little = Buffer.from(text, 'utf16le')
  for (const bytes of [little, Buffer.from(little).swap16()])
    expect(await read('a.csv', bytes)).toEqual([['1', 'Zürich 🚲', 'first', {}]])
  expect(await read('a.jsonl', Buffer.from('\uFEFF{"id":1,"text":"x"}', 'utf16le'))).toEqual([['1', '', 'x', {}]])
  await expect(read('a.csv', Buffer.from('id,text\n1,x', 'utf16le'))).rejects.toMatchObject({ code: 'data' })
})

it('takes a lone quote between tabs for a character, and all quotes on request', async () => {
  const table = 'id\ttitle\ttext\n1\t5" pipe\ta 3/4" hose\n2\t"Elbow\tjoint"\tplain "text\n'
  expect(await read('a.tsv', table)).toEqual([
    ['1', '5" pipe', 'a 3/4" hose', {}],
    ['2', 'Elbow\tjoint', 'plain "text', {}],
  ])
  expect(await read('a.csv', 'id,text\n1,"x\n2,y"\n', { quotes: false })).toEqual([
    ['1', '', '"x', {}],
    ['2', '', 'y"', {}],
  ])
  await expect(read('a.csv', 'id,text\n1,a "b\n')).rejects.toMatchObject({ code: 'data' })
})

it('refuses JSON that is no table', async () => {
  for (const text of ['[1]', '[{"text":"a"}', '{"a":', '"text"', '{\n "text": "a"\n}'])
    await expect(read('a.json', text)).rejects.toMatchObject({ code: 'data' })
  expect(await read('a.json', '[]')).toEqual([])
})
