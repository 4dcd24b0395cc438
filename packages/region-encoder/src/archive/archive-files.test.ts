import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { ArgumentError, DataError, ModelError, type TowerkitError } from '@towerkit/core'
import type { Picture } from '@towerkit/media'
import { blue, both, keys, red, three, tinyArchives } from '../testing/tiny-archives.ts'
import { tinyRegions } from '../testing/tiny-regions.ts'

it('opens again with what was acknowledged, and refuses the vectors of another model', async () => {
  await using made = await tinyArchives()
  const before = await made.open()
  await before.add(three)
  expect(await before.remove(['blue', 'nothing'])).toBe(1)
  await before.add([{ key: 'red', picture: both }])
  const answer = await before.find('red')
  expect(keys(await before.find('blue'))).toEqual(['both', 'red'])
  await before.close()
  await using archive = await made.open()
  expect([...archive.keys()]).toEqual(['both', 'red'])
  expect(await archive.find('red')).toEqual(answer)
  await using other = await tinyRegions({ hidden: 5 })
  await expect(made.open(other)).rejects.toThrow(ModelError)
  await using apart = await tinyRegions({ objectness: 'apart' })
  await expect(made.open(apart)).rejects.toThrow(ArgumentError)
})

it('runs only what is new or has changed, and lists what it cannot read', async () => {
  await using made = await tinyArchives()
  await using archive = await made.open()
  const path = (name: string) => join(made.folder, name)
  const write = ({ width, height, data }: Picture, name: string) =>
    sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toFile(path(name))
  await write(red, 'a.png')
  await write(blue, 'b.png')
  await writeFile(path('text.png'), 'no picture')
  await writeFile(path('empty.jpg'), '')
  await writeFile(path('notes.txt'), 'none of our business')
  const first = await archive.add(made.folder)
  expect([first.added, first.unchanged]).toEqual([2, 0])
  expect(first.failed.map(({ key }) => key)).toEqual([path('empty.jpg'), path('text.png')])
  expect(first.failed.every(({ fault }: { fault: TowerkitError }) => fault instanceof DataError)).toBe(true)
  await write(both, 'b.png')
  const second = await archive.add(join(made.folder, '*.png'))
  expect([second.added, second.unchanged, second.failed.length]).toEqual([1, 1, 1])
  expect(keys(await archive.find('red'))).toEqual([path('a.png'), path('b.png')])
  await expect(archive.add([{ key: 'x', picture: red, fields: { box: 1 } }])).rejects.toThrow(ArgumentError)
  await expect(archive.add(path('no folder'))).rejects.toThrow(DataError)
})

it('refuses a file that is damaged or no archive', async () => {
  await using made = await tinyArchives()
  await writeFile(made.file, 'this is no database, but long enough to be looked at '.repeat(40))
  await expect(made.open()).rejects.toThrow(DataError)
})
