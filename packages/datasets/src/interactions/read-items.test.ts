import { expect, it } from 'vitest'
import { all } from '../testing/all.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { readItems } from './read-items.ts'

async function read(content: string, options = {}) {
  using folder = temporaryFolder({ 'a.csv': content })
  return await all(readItems(`${folder.path}/a.csv`, options))
}

it('reads items with the types of their columns', async () => {
  expect(await read('movieId,title,year,new\n07,"A, b",1999,true\n8,C,,false\n')).toEqual([
    { id: '07', fields: { title: 'A, b', year: 1999, new: true } },
    { id: '8', fields: { title: 'C', new: false } },
  ])
  expect(await read('a,b\n1,2\n', { columns: { id: 'B' }, types: { a: 'text' } })).toEqual([
    { id: '2', fields: { a: '1' } },
  ])
})

it('refuses an item that comes twice, and one without an id', async () => {
  await expect(read('id,title\n1,a\n1,b\n')).rejects.toMatchObject({ code: 'data', details: { line: 3 } })
  await expect(read('id,title\n1,a\n ,b\n')).rejects.toMatchObject({ code: 'data', details: { line: 3 } })
  await expect(read('name,title\n1,a\n')).rejects.toMatchObject({ code: 'data' })
})
