import { stat } from 'node:fs/promises'
import { DataError } from '@towerkit/core'
import { beirSource, isBeirFolder } from './beir-source.ts'
import { documentSource, type DocumentSourceOptions } from './document-source.ts'
import type { DocumentSource } from './prepared-data.ts'

/**
 * Opens what documents are read from.
 *
 * @param name 'api' for the declarations that came with the install, or the path of a BEIR folder, of a folder of
 *   documents, or of a file.
 * @throws {DataError} if there is no such file or folder.
 */
export async function openSource(name: string, options: DocumentSourceOptions = {}): Promise<DocumentSource> {
  // Brings the TypeScript compiler: only where it is needed.
  if (name === 'api') return (await import('./api-source.ts')).apiSource()
  const found = await stat(name).catch((cause: Error) => {
    throw new DataError(
      `prepare: "${name}" can not be read: ${cause.message}. Give a folder or a file that is there, or "api".`,
      { path: name, cause },
    )
  })
  return found.isDirectory() && (await isBeirFolder(name)) ? beirSource(name) : documentSource(name, options)
}
