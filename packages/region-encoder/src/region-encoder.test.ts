import { expect, it } from 'vitest'
import { ArgumentError, ModelError } from '@towerkit/core'
import { regionEncoder } from './region-encoder.ts'
import { namesGraph } from './serving/names-model.ts'
import { pictureGraph } from './serving/picture-model.ts'
import { scoresGraph } from './serving/scores-model.ts'
import { colouredPicture } from './testing/coloured-picture.ts'
import { all, temporaryFolder, tinyRegions } from './testing/tiny-regions.ts'
import { wordEncoder } from './testing/word-encoder.ts'

const picture = colouredPicture([
  ['red', [8, 16, 8, 8]],
  ['blue', [32, 32, 32, 32]],
])

it('finds what the detector knows, where it is', async () => {
  await using regions = await tinyRegions()
  const [found] = await all(regions.detect([picture], { classes: ['red', 'green', 'blue'] }))
  expect(found!.boxes.filter(({ label }) => label === 'red').map(({ box }) => box)).toEqual([[8, 16, 8, 8]])
  expect(found!.boxes.some(({ label }) => label === 'green')).toBe(false)
  const blue = found!.boxes.filter(({ label }) => label === 'blue').map(({ box }) => box.join())
  expect(blue).toContain('32,32,32,32')
})

it.each(['joined', 'apart'] as const)('scores as the class layer does, objectness %s', async objectness => {
  await using regions = await tinyRegions({ objectness })
  const [found] = await all(regions.detect([picture], { classes: ['red'], threshold: 0.01 }))
  const logistic = (x: number) => 1 / (1 + Math.exp(-x))
  // Class and object both have 20·1 − 8.
  expect(found!.boxes[0]!.score).toBeCloseTo(logistic(12) * logistic(12), 6)
})

it('has no op that joins picture and text before the inner product', async () => {
  await using regions = await tinyRegions()
  const { detector, config } = regions.parts
  const given = (graph: ReturnType<typeof namesGraph>) =>
    graph.inputs.map(({ name }) => name).filter(name => !/^(level|names|detector)\./.test(name))
  expect(given(pictureGraph(detector, config))).toEqual(['images'])
  expect(given(namesGraph(config))).toEqual(['texts'])
  const meeting = scoresGraph(regions.dimensions)
  const joining = meeting.nodes.filter(({ inputs }) => Object.keys(inputs).length > 1)
  expect(joining.map(({ op }) => op.type)).toEqual(['MatMul'])
})

it('encodes each name once, and a name never changes the score of another', async () => {
  const text = wordEncoder()
  await using regions = await tinyRegions({ text })
  const before = text.encoded.length
  const scoresOf = async (classes: readonly string[]) => {
    const [{ boxes } = { boxes: [] }] = await all(regions.detect([picture], { classes, threshold: 1e-4 }))
    return boxes.filter(({ label }) => label === 'red').map(({ score, box }) => [score, ...box])
  }
  const alone = await scoresOf(['red'])
  expect(alone.length).toBeGreaterThan(0)
  expect(await scoresOf(['blue', 'a green thing', 'red', 'sky'])).toEqual(alone)
  expect(await scoresOf(['red', 'red thing'])).toEqual(alone)
  expect(text.encoded.slice(before).toSorted()).toEqual(['a green thing', 'blue', 'red', 'red thing', 'sky'])
})

it('leans on the nearest taught name, and takes several names for one class', async () => {
  await using regions = await tinyRegions({ teach: { crimson: ['red'], warm: ['red'] } })
  const best = async (classes: Parameters<typeof regions.detect>[1]['classes']) => {
    const [{ boxes } = { boxes: [] }] = await all(regions.detect([picture], { classes, threshold: 0 }))
    return boxes[0]!.score
  }
  const red = await best(['red'])
  expect(await best(['crimson'])).toBeCloseTo(red, 4)
  expect(await best(['red red thing'])).toBeGreaterThan(0.5)
  const green = await best(['green'])
  expect(green).toBeLessThan(0.01)
  expect(await best([{ name: 'either', texts: ['green', 'red'] }])).toBeCloseTo(red, 6)
  const mean = await best([{ name: 'both', texts: ['green', 'red'], combine: 'mean' }])
  expect(mean).toBeLessThan(red)
  expect(mean).toBeGreaterThan(green)
})

it('is the same after saving and opening, and refuses another text encoder', async () => {
  await using folder = await temporaryFolder()
  const text = wordEncoder()
  await using regions = await tinyRegions({ text })
  await regions.save(folder.path)
  await using opened = await regionEncoder({ image: folder.path, text, session: { threads: 1 } })
  expect(opened.model()).toBe(regions.model())
  const classes = ['red', 'blue thing']
  expect(await all(opened.detect([picture], { classes, threshold: 0 }))).toEqual(
    await all(regions.detect([picture], { classes, threshold: 0 })),
  )
  await expect(regionEncoder({ image: folder.path, text: wordEncoder(16) })).rejects.toThrow(ModelError)
  await expect(regionEncoder({ image: folder.path, text, dimensions: 9 })).rejects.toThrow(ArgumentError)
})

it('refuses classes and options that make no sense', async () => {
  await using regions = await tinyRegions()
  const detect = (options: Parameters<typeof regions.detect>[1]) => all(regions.detect([picture], options))
  for (const classes of [[], [''], ['red', 'red'], [{ name: 'red', texts: [] }]])
    await expect(detect({ classes })).rejects.toThrow(ArgumentError)
  await expect(detect({ classes: ['red'], threshold: { green: 0.1 } })).rejects.toThrow(ArgumentError)
  await expect(detect({ classes: ['red'], threshold: Number.NaN })).rejects.toThrow(ArgumentError)
  await expect(detect({ classes: ['red'], limit: 0 })).rejects.toThrow(ArgumentError)
  await expect(tinyRegions({ leaveOut: ['purple'] })).rejects.toThrow(ArgumentError)
  await expect(tinyRegions({ teach: { colour: ['purple'] } })).rejects.toThrow(ArgumentError)
  await expect(tinyRegions({ names: ['red', 'green'] })).rejects.toThrow(ModelError)
  const [{ boxes } = { boxes: [] }] = await detect({ classes: ['red '.repeat(5000)] })
  expect(Array.isArray(boxes)).toBe(true)
})
