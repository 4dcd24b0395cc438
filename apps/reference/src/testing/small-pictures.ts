import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { exactIndex } from '@towerkit/indices'
import { regionArchive, regionEncoder } from '@towerkit/region-encoder'
import { colouredPicture, tinyDetector, tinyNames, wordEncoder } from '@towerkit/region-encoder/testing'
import { pictureService, type PictureService } from '../pictures/picture-service.ts'

/** Pictures of coloured patches in an archive, served; everything is removed when the service is closed. */
export async function smallPictures(): Promise<PictureService & { readonly path: (name: string) => string }> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-small-pictures-'))
  const path = (name: string) => join(folder, 'holiday', name)
  await mkdir(join(folder, 'holiday'))
  await writeFile(join(folder, 'tiny.onnx'), tinyDetector())
  const pictures = {
    'red.png': colouredPicture([['red', [8, 16, 8, 8]]]),
    'wide.png': colouredPicture([['red', [64, 8, 32, 32]]], { width: 128, height: 64 }),
    'tall.png': colouredPicture([['blue', [16, 64, 32, 32]]], { width: 64, height: 128 }),
  }
  for (const [name, { width, height, data }] of Object.entries(pictures))
    await sharp(data, { raw: { width, height, channels: 3 } }).toFile(path(name))
  const session = { threads: 1 }
  const image = join(folder, 'tiny.onnx')
  const regions = await regionEncoder({ image, text: wordEncoder(), names: tinyNames, session })
  const archive = await regionArchive(join(folder, 'a.regions'), { encoder: regions, index: exactIndex })
  await archive.add(join(folder, 'holiday'))
  const close = async () => {
    await archive.close()
    await regions.close()
    await rm(folder, { recursive: true })
  }
  return { ...pictureService({ archive, regions, close, [Symbol.asyncDispose]: close }), path }
}
