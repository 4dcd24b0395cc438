import { expect, it } from 'vitest'
import { ArgumentError } from '@towerkit/core'
import { colouredPicture } from '../testing/coloured-picture.ts'
import { both, keys, red, three, tinyArchives } from '../testing/tiny-archives.ts'
import { all } from '../testing/tiny-regions.ts'

it('answers words, several words and conditions from stored vectors', async () => {
  await using made = await tinyArchives()
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
  await using made = await tinyArchives()
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
  await using made = await tinyArchives()
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

it('finds a threshold from labelled pictures', async () => {
  await using made = await tinyArchives()
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
