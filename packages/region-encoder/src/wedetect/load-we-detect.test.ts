import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ArgumentError, DataError, ModelError, UnsupportedError } from '@towerkit/core'
import { trainWordPiece } from '@towerkit/backbones'
import { regionArchive } from '../archive/region-archive.ts'
import { colouredPicture } from '../testing/coloured-picture.ts'
import { scanIndex } from '../testing/scan-index.ts'
import { all, temporaryFolder } from '../testing/tiny-regions.ts'
import { npy, tinyAnything, tinyLanguage, tinyMeta, tinyVision } from '../testing/tiny-we-detect.ts'
import { loadWeDetect } from './load-we-detect.ts'
import { storedNames } from './stored-names.ts'
import { weDetectText } from './we-detect-text.ts'

const names = ['红', '绿', '蓝']
const directions = [
  [2, -1, -1],
  [-1, 2, -1],
  [-1, -1, 2],
]
const session = { threads: 1 }
const picture = colouredPicture([
  ['red', [16, 8, 8, 8]],
  ['blue', [32, 32, 32, 32]],
])

async function files() {
  const folder = await temporaryFolder()
  const path = (name: string) => join(folder.path, name)
  await writeFile(path('anything.onnx'), tinyAnything())
  await writeFile(path('vision.onnx'), tinyVision())
  await writeFile(path('meta.json'), JSON.stringify(tinyMeta))
  const text = storedNames(npy(directions), names)
  return { ...folder, path, text, image: path('anything.onnx'), meta: path('meta.json') }
}

it('detects, proposes and fills archives with a file that gives vectors', async () => {
  await using given = await files()
  await using regions = await loadWeDetect({ image: given.image, meta: given.meta, text: given.text, session })
  const [found] = await all(regions.detect([picture], { classes: names, threshold: 0.5 }))
  expect(found!.boxes.filter(({ label }) => label === '红').map(({ box }) => box)).toEqual([[16, 8, 8, 8]])
  const [proposed] = await all(regions.propose([picture], { limit: 3 }))
  expect(proposed!.regions.map(({ stride }) => stride).every(stride => [8, 16, 32].includes(stride))).toBe(true)
  await using archive = await regionArchive(given.path('a.regions'), { encoder: regions, index: scanIndex })
  await archive.add([{ key: 'a', picture }])
  const [first] = await archive.find('红')
  expect(first!.boxes[0]!.box).toEqual([16, 8, 8, 8])
  // Red of length 1 at stride 8: exp(s)·⟨e, t⟩ + b.
  const odds = 20 * (2 / Math.sqrt(6)) - 8
  expect(first!.score).toBeCloseTo(1 / (1 + Math.exp(-odds)), 5)
  expect(await archive.find('绿')).toEqual([])
})

it('gives the same scores with a vision file, which gives no vectors', async () => {
  await using given = await files()
  await using regions = await loadWeDetect({ image: given.image, meta: given.meta, text: given.text, session })
  await using vision = await loadWeDetect({ image: given.path('vision.onnx'), text: given.text, session })
  const options = { classes: ['红', { name: 'cool', texts: ['绿', '蓝'] }], threshold: 0.01 }
  const [expected] = await all(regions.detect([picture], options))
  const [found] = await all(vision.detect([picture], options))
  expect(found!.boxes.map(({ box, label }) => [box, label])).toEqual(
    expected!.boxes.map(({ box, label }) => [box, label]),
  )
  found!.boxes.forEach(({ score }, i) => expect(score).toBeCloseTo(expected!.boxes[i]!.score, 5))
  expect(() => vision.propose([picture])).toThrow(UnsupportedError)
})

it('encodes names with a language file, padded to the longest', async () => {
  await using given = await files()
  const tokenizer = trainWordPiece(['red', 'green', 'deep blue'], { vocabularySize: 40, minimumFrequency: 1 })
  const { vocab } = (tokenizer as unknown as { model: { vocab: Record<string, number> } }).model
  const rows = Array.from({ length: Math.max(...Object.values(vocab)) + 1 }, (_, i) => [
    i + 1,
    (i * 7) % 5,
    (i * 3) % 4,
  ])
  await writeFile(given.path('language.onnx'), tinyLanguage(rows))
  const text = await weDetectText({ file: given.path('language.onnx'), tokenizer, session })
  const together = await text.encode(['red', 'deep blue green'])
  const alone = await text.encode(['red'])
  expect([...together.data.subarray(0, 3)]).toEqual([...alone.data].map(value => expect.closeTo(value, 5)))
  expect(Math.hypot(...alone.data)).toBeCloseTo(1, 5)
  await text.close()
  await expect(weDetectText({ file: given.image, tokenizer, session })).rejects.toThrow(ModelError)
})

it('refuses files that do not belong together', async () => {
  await using given = await files()
  const load = (options: Partial<Parameters<typeof loadWeDetect>[0]>) =>
    loadWeDetect({ image: given.image, meta: given.meta, text: given.text, session, ...options })
  await writeFile(given.path('language.onnx'), tinyLanguage([[1, 0, 0]]))
  await expect(load({ image: given.path('language.onnx') })).rejects.toThrow(ModelError)
  await expect(load({ meta: given.path('none.json') })).rejects.toThrow(DataError)
  for (const wrong of ['{', '{}', JSON.stringify({ ...tinyMeta, bias: [1] })]) {
    await writeFile(given.path('wrong.json'), wrong)
    await expect(load({ meta: given.path('wrong.json') })).rejects.toThrow(DataError)
  }
  await writeFile(given.path('other.json'), JSON.stringify({ ...tinyMeta, grid_size: [64, 16, 5] }))
  await using other = await load({ meta: given.path('other.json') })
  await expect(all(other.propose([picture]))).rejects.toThrow(ModelError)
  expect(() => storedNames(npy(directions), ['红'])).toThrow(DataError)
  expect(() => storedNames(npy(directions).subarray(0, 140), names)).toThrow(DataError)
  await expect(given.text.encode(['狗'])).rejects.toThrow(ArgumentError)
})
