import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { DataError, ModelError, requireKnownOptions, UnsupportedError, type Encoder } from '@towerkit/core'
import { weDetectPreset, type PictureTensor } from '@towerkit/media'
import { createSessionPool, type SessionPool, type SessionPoolOptions } from '@towerkit/runtime'
import type { RegionModel } from '../region-encoder-contract.ts'
import { keptTexts } from './kept-texts.ts'
import { scoredCells } from './scored-cells.ts'
import { regionService, type RegionSides } from '../serving/region-service.ts'
import { weDetectMeta, type WeDetectMeta } from './we-detect-meta.ts'
import { weDetectSides } from './we-detect-sides.ts'

/** Options of `loadWeDetect`. */
export interface LoadWeDetectOptions {
  /** The file `wedetect_anything_*.onnx` (regions with vectors) or `*_vision.onnx` (boxes and scores only). */
  readonly image: string
  /** `weDetectText`, `storedNames`, or any encoder into the same space. It is not closed with the model. */
  readonly text: Encoder<string>
  /** The meta.json beside the file. A vision file needs none. */
  readonly meta?: string
  readonly session?: SessionPoolOptions
}

/**
 * Opens an exported WeDetect by what its file reads and gives. A file with `embeds` gives detection, proposals and
 * archives; a vision file, which reads the vectors of the names, gives detection.
 *
 * Written from descriptions of the files and tested on generated ones of the same form: the released files
 * (GPL-3.0) were not run.
 *
 * @throws {ModelError} if the file is of another form, or does not fit its meta.json or the text encoder.
 * @throws {DataError} if meta.json is missing or damaged.
 *
 * @example
 * const text = await weDetectText({ file: 'wedetect_base_language.onnx', tokenizer })
 * const regions = await loadWeDetect({ image: 'wedetect_anything_base.onnx', meta: 'meta.json', text })
 *
 * @see Fu et al., WeDetect, arXiv 2512.12309.
 */
export async function loadWeDetect(options: LoadWeDetectOptions): Promise<RegionModel> {
  const {
    image,
    text,
    meta,
    session = {},
  } = requireKnownOptions<LoadWeDetectOptions>('loadWeDetect', options, {
    ...{ image: true, text: true, meta: true, session: true },
  })
  const read = meta === undefined ? undefined : weDetectMeta(await textOf(meta), meta)
  const pool = await createSessionPool(image, session)
  try {
    const form = formOf(image, pool)
    const hash = await hashOf(image)
    if (form === 'vision') return scoresOnly(pool, { text, hash, size: read?.size ?? sizeOf(pool) })
    if (read === undefined)
      throw new DataError(
        `loadWeDetect: "${image}" needs its meta.json for scales and biases. Give its path as meta.`,
        {
          image,
        },
      )
    return withVectors(pool, { text, hash, meta: read })
  } catch (error) {
    await pool.close()
    throw error
  }
}

interface Opened {
  readonly text: Encoder<string>
  readonly hash: string
}

function withVectors(pool: SessionPool, { text, hash, meta }: Opened & { readonly meta: WeDetectMeta }): RegionModel {
  const names = keptTexts(text, true)
  const close = () => pool.close()
  return {
    dimensions: text.dimensions + 1,
    appearanceDimensions: text.dimensions,
    objectness: 'joined',
    model: () => hash,
    encodeText: (texts, options = {}) => names(texts, options),
    ...regionService(weDetectSides(pool, { meta, dimensions: text.dimensions, encodeText: names })),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function scoresOnly(pool: SessionPool, { text, hash, size }: Opened & { readonly size: number }): RegionModel {
  const names = keptTexts(text, false)
  const close = () => pool.close()
  const refused = (what: string) =>
    new UnsupportedError(`${what}: a vision file gives scores only. Use wedetect_anything for vectors of regions.`)
  return {
    dimensions: text.dimensions,
    appearanceDimensions: text.dimensions,
    objectness: 'joined',
    model: () => hash,
    encodeText: (texts, options = {}) => names(texts, options),
    detect(pictures, given) {
      // The names of this call go into each run.
      let texts: Awaited<ReturnType<typeof names>> | undefined
      const sides: RegionSides = {
        preset: weDetectPreset(size),
        apart: false,
        encodeText: (each, call) => names(each, call),
        named(rows) {
          texts = rows
        },
        run: (tensor: PictureTensor, signal) => scoredCells(pool, tensor, { texts: texts!, signal }),
        // The network has met the texts already.
        scores: async rows => rows,
        proposals: cells => cells.objectness,
        appearances: () => Promise.reject(refused('propose')),
        strideOf: () => Number.NaN,
      }
      return regionService(sides).detect(pictures, given)
    },
    propose() {
      throw refused('propose')
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function formOf(image: string, { inputs, outputs }: SessionPool): 'anything' | 'vision' {
  const given = new Set(outputs.map(({ name }) => name))
  const read = inputs.map(({ name }) => name)
  const hasBoxes = given.has('bboxes') && given.has('scores')
  if (hasBoxes && given.has('embeds') && read.length === 1 && read[0] === 'input_image') return 'anything'
  if (hasBoxes && read.length === 2 && read.includes('image') && read.includes('txt_feats')) return 'vision'
  throw new ModelError(
    `loadWeDetect: "${image}" reads ${read.join(', ')} and gives ${[...given].join(', ')}, expected input_image to ` +
      'scores, bboxes and embeds, or image and txt_feats to bboxes and scores. Give a file of WeDetect.',
    { image, read, given: [...given] },
  )
}

function sizeOf({ inputs }: SessionPool): number {
  const size = inputs.find(({ name }) => name === 'image')!.shape[2]
  return typeof size === 'number' ? size : 640
}

function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: Error) => {
    throw new DataError(`loadWeDetect: "${path}" cannot be read: ${cause.message}. Check the path.`, { path, cause })
  })
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return hash.digest('hex').slice(0, 32)
}
