import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { regionEncoder, type RegionEncoderOptions } from '../region-encoder.ts'
import { tinyDetector, tinyNames } from './tiny-detector.ts'
import { wordEncoder } from './word-encoder.ts'

/** A folder that is removed at the end of its scope. */
export async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'towerkit-regions-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** A region encoder over `tinyDetector`. */
export async function tinyRegions(options: Partial<RegionEncoderOptions> = {}) {
  await using folder = await temporaryFolder()
  const image = join(folder.path, 'tiny.onnx')
  await writeFile(image, tinyDetector())
  return await regionEncoder({
    ...{ image, text: wordEncoder(), names: tinyNames, dimensions: 8, hidden: 4, session: { threads: 1 } },
    ...options,
  })
}

/** Everything that a stream gives. */
export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = []
  for await (const item of items) list.push(item)
  return list
}
