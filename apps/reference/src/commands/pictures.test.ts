import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { regionEncoder } from '@towerkit/region-encoder'
import { colouredPicture, tinyDetector, tinyNames } from '@towerkit/region-encoder/testing'
import { createTextEncoder, trainWordPiece } from '@towerkit/text-encoder'
import { called } from '../testing/run-towerkit.ts'

const folder = mkdtempSync(join(tmpdir(), 'towerkit-pictures-'))
const path = (name: string) => join(folder, name)
const pictures = (...words: string[]) => called('pictures', ...words, '--folder', path('workspace'))
const write = ({ width, height, data }: ReturnType<typeof colouredPicture>, name: string) =>
  sharp(data, { raw: { width, height, channels: 3 } }).toFile(path(name))
afterAll(() => rmSync(folder, { recursive: true }))

beforeAll(async () => {
  const text = createTextEncoder({
    tokenizer: trainWordPiece(tinyNames, { vocabularySize: 60, minimumFrequency: 1 }),
    config: {
      model_type: 'bert',
      vocab_size: 60,
      hidden_size: 16,
      num_hidden_layers: 1,
      num_attention_heads: 2,
      intermediate_size: 16,
      max_position_embeddings: 32,
    },
  })
  await text.save(path('text'))
  writeFileSync(path('tiny.onnx'), tinyDetector())
  const session = { threads: 1 }
  const regions = await regionEncoder({ image: path('tiny.onnx'), text, names: tinyNames, temperature: 1e-4, session })
  await regions.save(path('regions'))
  await Promise.all([regions.close(), text.close()])
  mkdirSync(path('holiday'))
  await write(colouredPicture([['red', [8, 16, 8, 8]]]), 'holiday/red.png')
  await write(colouredPicture([['blue', [32, 32, 32, 32]]]), 'holiday/blue.png')
  writeFileSync(path('holiday/broken.jpg'), 'no picture')
})

it('goes from a folder to answers by words and by example, and on from where it was', async () => {
  expect(await pictures('find', 'red')).toMatchObject({ status: 1, stderr: expect.stringContaining('Index first') })
  expect(await pictures('index', path('holiday'))).toMatchObject({ status: 2 })
  const index = ['index', path('holiday'), '--detector', path('regions'), '--text', path('text')]
  expect(await pictures(...index)).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/2 pictures added, 0 unchanged, 0 removed, 1 could not be read[^]*broken\.jpg/),
  })
  expect((await pictures('find', 'red')).stdout).toMatch(/^1\. .*red\.png {2}\d\.\d{3} {2}\[8, 16, 8, 8\]/)
  expect(JSON.parse((await pictures('find', 'red', 'blue', '--json')).stdout)).toHaveLength(2)
  expect((await pictures('find', 'red', 'blue', '--all')).stdout).toBe('Nothing was found.\n')
  const like = ['like', path('holiday/red.png'), '8,16,8,8', '--threshold', '0', '--json']
  const [found] = JSON.parse((await pictures(...like)).stdout)
  expect(found.key).toBe(path('holiday/red.png'))

  rmSync(path('holiday/blue.png'))
  expect((await pictures('index', path('holiday'))).stdout).toMatch(/^0 pictures added, 1 unchanged, 1 removed/)
  expect((await pictures('find', 'blue')).stdout).toBe('Nothing was found.\n')
  expect(await pictures('index', path('holiday'), '--detector', path('tiny.onnx'))).toMatchObject({ status: 1 })
  expect((await pictures('find', 'red')).status).toBe(0)
})

it('says what it takes', async () => {
  expect(await pictures('like', 'a.jpg', '1,2,3')).toMatchObject({ status: 2 })
  expect(await pictures('find', 'red', '--threshold', '2')).toMatchObject({ status: 2 })
  expect(await pictures('find')).toMatchObject({ status: 2 })
})
