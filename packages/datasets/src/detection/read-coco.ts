import { DataError, type Box } from '@towerkit/core'
import type { ReadOptions } from '../read-options.ts'
import { textChunks } from '../text-chunks.ts'

/** Box of an object, as the file has it. */
export interface CocoAnnotation {
  readonly image_id: number
  readonly category_id: number
  readonly bbox?: Box
  readonly area?: number
  readonly iscrowd?: number
}

/** What is read of a COCO file. */
export interface CocoFile {
  readonly images: readonly {
    readonly id: number
    readonly file_name: string
    readonly width: number
    readonly height: number
    readonly license?: number
  }[]
  readonly categories: readonly { readonly id: number; readonly name: string }[]
  readonly annotations: readonly CocoAnnotation[]
  readonly licenses?: readonly { readonly id: number; readonly name: string; readonly url?: string }[]
}

/** Characters of the longest file: the engine has no longer strings. */
const longestFile = 500_000_000

/** @throws {DataError} naming the file, if it is missing, truncated, too long, or of another form. */
export async function readCoco(caller: string, path: string, { signal }: ReadOptions): Promise<CocoFile> {
  const pieces: string[] = []
  let length = 0
  for await (const chunk of textChunks(caller, path, signal ? { signal } : {})) {
    length += chunk.length
    if (length > longestFile)
      throw new DataError(`${caller}: "${path}" has more than ${longestFile} characters. Split it by pictures.`, {
        path,
      })
    pieces.push(chunk)
  }
  const file = parsed(caller, path, pieces.join(''))
  const records = (value: unknown): value is Record<string, unknown>[] =>
    Array.isArray(value) && value.every(each => typeof each === 'object' && each !== null)
  const { images, categories, annotations, licenses = [] } = (file ?? {}) as Record<string, unknown>
  const odd =
    !records(images) || !records(categories) || !records(annotations) || !records(licenses)
      ? 'lacks a list of images, categories or annotations'
      : images.some(({ file_name: name, width, height }) => typeof name !== 'string' || !pixels(width, height))
        ? 'has a picture without file_name, width or height'
        : categories.some(({ name }) => typeof name !== 'string')
          ? 'has a category without name'
          : undefined
  if (odd) throw new DataError(`${caller}: "${path}" ${odd}. Give a file in COCO's format.`, { path })
  return file as CocoFile
}

function pixels(width: unknown, height: unknown): boolean {
  return typeof width === 'number' && typeof height === 'number' && width > 0 && height > 0
}

function parsed(caller: string, path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DataError(`${caller}: "${path}" is not JSON. Correct it; the file may be truncated.`, { path, cause })
  }
}
