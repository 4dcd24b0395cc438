import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { seededRandom, type Box } from '@towerkit/core'
import { exactIndex } from '@towerkit/indices'
import { distillation, objectDirection, regionArchive, regionEncoder } from '@towerkit/region-encoder'
import { colouredPicture, tinyDetector, tinyNames, wordEncoder } from '@towerkit/region-encoder/testing'
import { adamW, train } from '@towerkit/training'

const random = seededRandom(4)
const colours = ['red', 'green', 'blue'] as const

function pictures(count: number) {
  return Array.from({ length: count }, () => {
    const boxes = Array.from({ length: 3 }, () => {
      const side = 8 * 2 ** Math.floor(3 * random())
      const place = () => side * Math.floor((random() * 64) / side)
      return [colours[Math.floor(3 * random())]!, [place(), place(), side, side] as Box] as const
    })
    return colouredPicture(boxes)
  })
}

it('learns a coarse name from the scores of its members; saved, opened, archived, it answers the same', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-region-training-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'tiny.onnx'), tinyDetector())
  const text = wordEncoder()
  const regions = await regionEncoder({
    ...{ image: folder, text, names: tinyNames, dimensions: 8, hidden: 16, session: { threads: 1 } },
    teach: { warm: ['red', 'green'] },
  })
  const red = colouredPicture([['red', [8, 16, 8, 8]]])
  const best = async (name: string, encoder = regions) => {
    for await (const { boxes } of encoder.detect([red], { classes: [name], threshold: 0 })) return boxes[0]!.score
    return 0
  }
  const before = { warm: await best('warm'), red: await best('red'), blue: await best('blue') }
  const model = regions.model()
  const result = await train({
    ...(await distillation(regions, pictures(24), { cells: 4 })),
    ...{ optimizer: adamW({ learningRate: 0.01 }), batchSize: 8, steps: 150, session: { threads: 1 } },
  })
  expect(result.losses.at(-1)).toBeLessThan(result.losses[0]!)
  expect(before.warm).toBeLessThan(0.5)
  expect(await best('warm')).toBeGreaterThan(0.7)
  expect(await best('red')).toBe(before.red)
  expect(await best('blue')).toBe(before.blue)
  expect(regions.model()).not.toBe(model)

  await regions.save(join(folder, 'saved'))
  const opened = await regionEncoder({ image: join(folder, 'saved'), text, session: { threads: 1 } })
  expect(await best('warm', opened)).toBe(await best('warm'))
  const archive = await regionArchive(join(folder, 'a.regions'), { encoder: opened, index: exactIndex })
  await archive.add([{ key: 'red', picture: red }])
  const [found] = await archive.find('warm')
  expect(found!.score).toBeCloseTo(await best('warm'), 5)
  await archive.close()
  await opened.close()
  await regions.close()
})

it('learns one vector for any object, and changes nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-region-training-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'tiny.onnx'), tinyDetector())
  const text = wordEncoder()
  const options = { image: folder, names: tinyNames, dimensions: 8, hidden: 4, session: { threads: 1 } }
  const regions = await regionEncoder({ ...options, text })
  const hashes = () =>
    Object.entries(regions.weights).map(([name, { data }]) => {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      return [name, createHash('sha256').update(bytes).digest('hex')] as const
    })
  const before = new Map(hashes())
  const encoded = text.encoded.length
  const model = regions.model()
  const shown = colouredPicture([['green', [32, 32, 32, 32]]])
  await train({
    ...(await objectDirection(regions, pictures(16), { cells: 8 })),
    ...{ optimizer: adamW({ learningRate: 0.2 }), batchSize: 8, steps: 200, session: { threads: 1 } },
  })
  expect(hashes().flatMap(([name, hash]) => (before.get(name) === hash ? [] : [name]))).toEqual(['object.direction'])
  expect([text.encoded.length, regions.model()]).toEqual([encoded, model])
  for await (const { regions: found } of regions.propose([shown], { by: 'direction' })) {
    expect(found[0]!.box[0]).toBeGreaterThanOrEqual(32)
    expect(found[0]!.objectness).toBeGreaterThan(0.5)
    expect(found.at(-1)!.objectness).toBeLessThan(0.2)
  }
  await regions.close()
})
