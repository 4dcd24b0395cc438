import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { textEncoder, textEncoderOf } from '@towerkit/text-encoder'
import { expectClose } from '../testing/expect-close.ts'
import { newFolder } from '../testing/new-folder.ts'
import { session, texts, tinyConfigs, tinyTextEncoder } from '../testing/tiny-encoders.ts'

const base = tinyTextEncoder().parts

it('opens a folder without modules.json by mean pooling, and writes one without an ONNX model when asked', async () => {
  const folder = await newFolder()
  await using encoder = textEncoderOf({ ...base, normalize: false }, { session })
  await encoder.save(folder, { onnx: false })
  expect(await readdir(folder)).not.toContain('onnx')
  await rm(join(folder, 'modules.json'))
  await using opened = await textEncoder(folder, { session })
  expectClose(await opened.encode(texts), await encoder.encode(texts))
})

it('finds the longest text in the files of old and new versions', async () => {
  const folder = await newFolder()
  await using encoder = textEncoderOf({ ...base, maxLength: 20 }, { session })
  await encoder.save(folder, { onnx: false })
  const lengthOf = async () => {
    await using opened = await textEncoder(folder, { session })
    return opened.parts.maxLength
  }
  expect(await lengthOf()).toBe(20)
  await rm(join(folder, 'sentence_bert_config.json'))
  await writeFile(join(folder, 'sentence_roberta_config.json'), JSON.stringify({ max_seq_length: 12 }))
  expect(await lengthOf()).toBe(12)
  await rm(join(folder, 'sentence_roberta_config.json'))
  await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify({ model_max_length: 1e30 }))
  expect(await lengthOf()).toBe(32)
})

it('takes a folder before the hub, and refuses what is neither', async () => {
  const folder = await newFolder()
  await writeFile(join(folder, 'pytorch_model.bin'), '')
  await writeFile(join(folder, 'config.json'), JSON.stringify(tinyConfigs['bert']))
  await expect(textEncoder(folder)).rejects.toMatchObject({ code: 'unsupported' })
  await expect(textEncoder(join(folder, 'missing'))).rejects.toMatchObject({ code: 'data' })
  await expect(
    textEncoder('organisation/absent', { download: { offline: true, cache: folder } }),
  ).rejects.toMatchObject({ code: 'data' })
})
