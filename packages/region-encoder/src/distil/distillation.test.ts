import { expect, it } from 'vitest'
import { ArgumentError } from '@towerkit/core'
import { colouredPicture } from '../testing/coloured-picture.ts'
import { tinyRegions } from '../testing/tiny-regions.ts'
import { distillation } from './distillation.ts'
import { teacherTargets } from './teacher-targets.ts'

const pictures = [
  colouredPicture([['red', [8, 16, 8, 8]]]),
  colouredPicture([
    ['blue', [32, 32, 32, 32]],
    ['green', [0, 0, 32, 16]],
  ]),
]

it('prepares samples of cells, and trains nothing that the classes need', async () => {
  await using regions = await tinyRegions({ teach: { colour: ['red', 'green'] } })
  const { data, model, freeze } = await distillation(regions, pictures)
  expect(data.map(({ picture }) => picture.map(({ objectness }) => objectness.length))).toEqual([
    [4, 4, 4],
    [4, 4, 4],
  ])
  expect(model.tower('picture')?.frozen).toEqual(['names.keys'])
  expect(model.tower('other')).toBe(undefined)
  expect(freeze).toContain('head.names.classes')
  await expect(distillation(regions, [])).rejects.toThrow(ArgumentError)
  await using classesOnly = await tinyRegions()
  await expect(distillation(classesOnly, pictures)).rejects.toThrow(ArgumentError)
})

it('teaches a coarse name the largest score of its members, times that of an object if they are joined', () => {
  const level = {
    classes: new Float32Array(),
    boxes: new Float32Array(),
    objectness: Float32Array.of(0, 100),
    teacher: Float32Array.of(1, -1, -1, 2),
  }
  const taught = [
    { name: 'a', of: ['a'] },
    { name: 'either', of: ['a', 'b'] },
  ]
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
  const settings = { classes: ['a', 'b'], taught }
  const apart = teacherTargets([[level]], { ...settings, objectness: 'apart' })
  expect([...apart[0]!]).toEqual([1, 1, -1, 2].map(x => Math.fround(sigmoid(x))))
  const joined = teacherTargets([[level]], { ...settings, objectness: 'joined' })
  expect([...joined[0]!]).toEqual([sigmoid(1) / 2, sigmoid(1) / 2, sigmoid(-1), sigmoid(2)].map(Math.fround))
})
