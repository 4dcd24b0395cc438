import { expect, it } from 'vitest'
import { AbortedError, DataError, ShapeError, type TowerkitError } from '@towerkit/core'
import { colouredPicture } from './testing/coloured-picture.ts'
import { all, tinyRegions } from './testing/tiny-regions.ts'

const picture = colouredPicture([
  ['red', [8, 16, 8, 8]],
  ['blue', [32, 32, 32, 32]],
])

it('proposes regions without a text, with the vectors that detect scores', async () => {
  await using regions = await tinyRegions()
  const [found] = await all(regions.propose([picture], { limit: 5 }))
  expect(found!.regions.length).toBe(5)
  const scores = found!.regions.map(({ objectness }) => objectness)
  expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  const names = await regions.encodeText(['red'])
  const [detected] = await all(regions.detect([picture], { classes: ['red'], threshold: 0, iou: 1 }))
  for (const { box, vector, appearance } of found!.regions) {
    const odds = vector.reduce((sum, value, d) => sum + value * names.data[d]!, 0)
    const same = detected!.boxes.find(each => each.box.join() === box.join())
    if (same) expect(1 / (1 + Math.exp(-odds))).toBeCloseTo(same.score, 5)
    expect(Math.hypot(...appearance)).toBeCloseTo(1, 5)
  }
  expect(detected!.boxes.some(({ box }) => box.join() === found!.regions[0]!.box.join())).toBe(true)
})

it('takes the region nearest to a box', async () => {
  await using regions = await tinyRegions()
  const [found] = await all(regions.propose([picture], { nearest: [[30, 30, 36, 36]] }))
  expect(found!.regions.map(({ box, stride }) => [...box, stride])).toEqual([[32, 32, 32, 32, 32]])
})

it('maps boxes back to wide and tall pictures, within their edges', async () => {
  await using regions = await tinyRegions()
  for (const [width, height] of [
    [256, 64],
    [64, 256],
    [1, 1],
    [3, 200],
  ] as const) {
    const wide = colouredPicture([['green', [0, 0, Math.ceil(width / 2), Math.ceil(height / 2)]]], { width, height })
    const [{ boxes } = { boxes: [] }] = await all(regions.detect([wide], { classes: ['green'], threshold: 0 }))
    for (const { box } of boxes) {
      expect(Math.min(box[0], box[1])).toBeGreaterThanOrEqual(0)
      expect(box[0] + box[2]).toBeLessThanOrEqual(width + 1e-9)
      expect(box[1] + box[3]).toBeLessThanOrEqual(height + 1e-9)
    }
    if (Math.min(width, height) > 3) {
      const [left, top, w, h] = boxes[0]!.box
      expect(left + w / 2).toBeLessThan(width / 2)
      expect(top + h / 2).toBeLessThan(height / 2)
    }
  }
})

it('streams, stops at the signal, and goes on after a bad picture if it is told to', async () => {
  await using regions = await tinyRegions()
  const stop = new AbortController()
  let given = 0
  function* endless() {
    for (;;) {
      given++
      yield picture
    }
  }
  const run = async () => {
    for await (const _ of regions.propose(endless(), { signal: stop.signal })) if (given > 10) stop.abort()
  }
  await expect(run()).rejects.toThrow(AbortedError)
  expect(given).toBeLessThan(30)

  const bad = { width: 3, height: 3, data: new Uint8Array(5) }
  await expect(all(regions.propose([bad]))).rejects.toThrow(ShapeError)
  await expect(all(regions.propose([Uint8Array.of(1, 2, 3)]))).rejects.toThrow(DataError)
  const faults: [TowerkitError, unknown][] = []
  const onFault = (fault: TowerkitError, of: unknown) => void faults.push([fault, of])
  expect(await all(regions.propose([picture, bad, 'missing.jpg', picture], { onFault }))).toHaveLength(2)
  expect(faults.map(([, of]) => of)).toEqual([bad, 'missing.jpg'])
})
