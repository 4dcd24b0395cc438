import { readFile } from 'node:fs/promises'
import { DataError } from '@towerkit/core'
import { requireShallow } from './require-shallow.ts'

/**
 * Reads an object or a list from a JSON file of a model.
 *
 * @param fallback Returned if there is no such file. Default: an error.
 * @throws {DataError} if the file cannot be read, is not JSON, or holds neither.
 */
export async function readJson(path: string, fallback?: object): Promise<Record<string, unknown>> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' && fallback !== undefined) return undefined
    throw new DataError(`readJson: "${path}" cannot be read: ${cause.message}. Give the folder of a model.`, {
      path,
      cause,
    })
  })
  if (text === undefined) return fallback as Record<string, unknown>
  const json = parsed(text, path)
  if (typeof json !== 'object' || json === null)
    throw new DataError(`readJson: "${path}" holds no object. Give the unchanged file.`, { path })
  requireShallow(json, `readJson: "${path}"`)
  return json as Record<string, unknown>
}

function parsed(text: string, path: string): unknown {
  try {
    // Some editors begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw new DataError(`readJson: "${path}" is not JSON: ${(cause as Error).message}. Give the unchanged file.`, {
      path,
      cause,
    })
  }
}
