import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { all } from '../testing/all.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { readSequences } from './read-sequences.ts'

async function read(content: string) {
  using folder = temporaryFolder({ 'a.txt': content })
  return await all(readSequences(`${folder.path}/a.txt`))
}

it('reads a line for each user', async () => {
  expect(await read('1 3 2 3\r\n\n7\tx  y \n')).toEqual([
    { user: '1', items: ['3', '2', '3'] },
    { user: '7', items: ['x', 'y'] },
  ])
})

it('refuses a user without items, and one that comes twice', async () => {
  await expect(read('1 2\n3\n')).rejects.toMatchObject({ code: 'data', details: { line: 2, user: '3' } })
  await expect(read('1 2\n1 3\n')).rejects.toMatchObject({ code: 'data', details: { line: 2, user: '1' } })
})

const sports = new URL('../../../../../shared/data/s3rec-sports/Sports_and_Outdoors.txt', import.meta.url)

it.runIf(existsSync(sports))("has the counts of S3-Rec's Sports", async () => {
  const sequences = await all(readSequences(sports.pathname))
  expect(sequences.length).toBe(35_598)
  expect(new Set(sequences.flatMap(({ items }) => items)).size).toBe(18_357)
  expect(sequences.reduce((sum, { items }) => sum + items.length, 0)).toBe(296_337)
})
