import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { ArgumentError, DataError, ModelError, type TowerkitError } from '@towerkit/core'
import type { Picture } from '@towerkit/media'
import { colouredPicture } from '../testing/coloured-picture.ts'
import { scanIndex } from '../testing/scan-index.ts'
import { all, temporaryFolder, tinyRegions } from '../testing/tiny-regions.ts'
import { regionArchive } from './region-archive.ts'

const red = colouredPicture([['red', [8, 16, 8, 8]]])
const blue = colouredPicture([['blue', [32, 32, 32, 32]]])
const both = colouredPicture([
  ['red', [0, 0, 32, 32]],
  ['blue', [32, 32, 32, 32]],
])
const three = [
  { key: 'red', picture: red, fields: { year: 2024 } },
  { key: 'blue', picture: blue, fields: { year: 2025 } },
  { key: 'both', picture: both, fields: { year: 2025 } },
]

async function archives() {
  const folder = await temporaryFolder()
  const regions = await tinyRegions()
  const file = join(folder.path, 'a.regions')
  const open = (encoder = regions) => regionArchive(file, { encoder, index: scanIndex })
  return {
    ...{ file, regions, open, folder: folder.path },
    async [Symbol.asyncDispose]() {
      await regions.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

const keys = (found: readonly { readonly key: string }[]) => found.map(({ key }) => key).toSorted()

it('answers words, several words and conditions from stored vectors', async () => {
  await using made = await archives()
  await using archive = await made.open()
  expect(await archive.add(three)).toEqual({ added: 3, unchanged: 0, failed: [] })
  const found = await archive.find('red')
  expect(keys(found)).toEqual(['both', 'red'])
  expect(found.find(({ key }) => key === 'red')!.boxes[0]).toMatchObject({ box: [8, 16, 8, 8], text: 'red' })
  expect(keys(await archive.find({ all: ['red', 'blue'] }))).toEqual(['both'])
  expect(keys(await archive.find({ any: ['red', 'blue'] }))).toEqual(['blue', 'both', 'red'])
  expect(keys(await archive.find({ any: ['red'], not: ['blue'] }))).toEqual(['red'])
  expect(keys(await archive.find('red', { where: { year: 2024 } }))).toEqual(['red'])
  expect(keys(await archive.find('red', { where: { share: { from: 0.1 } } }))).toEqual(['both'])
  expect(keys(await archive.find('blue', { where: { 'centre.x': { to: 0.5 } } }))).toEqual([])
  expect(await archive.find('green')).toEqual([])
  expect(await archive.find('red', { limit: 1 })).toHaveLength(1)
  await expect(archive.find({ not: ['red'] })).rejects.toThrow(ArgumentError)
  await expect(archive.find('red', { threshold: 2 })).rejects.toThrow(ArgumentError)
})

it('gives the scores of a new run', async () => {
  await using made = await archives()
  await using archive = await made.open()
  await archive.add(three)
  const [found] = await archive.find('red', { where: { picture: 'both' } })
  const [run] = await all(made.regions.detect([both], { classes: ['red'], threshold: 0.1 }))
  expect(found!.boxes.length).toBeGreaterThan(0)
  for (const { box, score } of found!.boxes) {
    const again = run!.boxes.find(each => each.box.join() === box.join())
    expect(Math.abs(again!.score - score)).toBeLessThan(1e-5)
  }
})

it('finds more like an example, of the archive or new, by several, and unlike others', async () => {
  await using made = await archives()
  await using archive = await made.open()
  await archive.add(three)
  const [first] = await archive.findLike({ image: 'red', box: [8, 16, 8, 8] })
  expect(first!.key).toBe('both')
  const stranger = colouredPicture([['blue', [0, 0, 32, 32]]])
  const found = await archive.findLike({ image: stranger, box: [0, 0, 32, 32] }, { threshold: 0.9 })
  expect(keys(found)).toEqual(['blue', 'both'])
  const examples = [
    { image: stranger, box: [0, 0, 32, 32] as const },
    { image: red, box: [8, 16, 8, 8] as const },
  ]
  const unlike = [{ image: red, box: [8, 16, 8, 8] as const }]
  const [best] = await archive.findLike(examples, { unlike })
  expect(best!.key).not.toBe('red')
  await expect(archive.findLike([])).rejects.toThrow(ArgumentError)
  await expect(archive.findLike({ image: red, box: [8, 16, 0, 8] })).rejects.toThrow(ArgumentError)
})

it('opens again with what was acknowledged, and refuses the vectors of another model', async () => {
  await using made = await archives()
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
  await using made = await archives()
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
  await using made = await archives()
  await writeFile(made.file, 'this is no database, but long enough to be looked at '.repeat(40))
  await expect(made.open()).rejects.toThrow(DataError)
})

it('finds a threshold from labelled pictures', async () => {
  await using made = await archives()
  await using archive = await made.open()
  await archive.add(three)
  const shown = { red: ['red'], blue: ['blue'], both: ['red', 'blue'] }
  const one = await archive.calibrate(shown)
  expect(one.f1).toBe(1)
  expect(one.threshold).toBeGreaterThan(0)
  const { threshold, f1 } = await archive.calibrate(shown, { perText: true })
  expect([Object.keys(threshold), f1]).toEqual([['red', 'blue'], 1])
  expect(keys(await archive.find('red', { threshold }))).toEqual(['both', 'red'])
  expect(() => archive.calibrate({ nothing: ['red'] })).toThrow(ArgumentError)
  await expect(archive.calibrate({ red: [] })).rejects.toThrow(ArgumentError)
})
