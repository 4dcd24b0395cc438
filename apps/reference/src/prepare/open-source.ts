import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { ArgumentError, DataError } from '@towerkit/core'
import { isBeir } from '@towerkit/datasets'
import { beirSource, type BeirSourceOptions } from './beir-source.ts'
import { documentSource, type DocumentSourceOptions } from './document-source.ts'
import { withOwnJudgements } from './own-judgements.ts'
import type { DocumentSource } from './prepared-data.ts'

/** How a source is read; some of it concerns only tables, folders of documents, or BEIR folders. */
export type SourceOptions = DocumentSourceOptions & BeirSourceOptions

/** What tells a source from others, wherever the command is called. */
export function sourceName(name: string): string {
  return name === 'api' ? name : resolve(name)
}

/**
 * Opens what documents are read from.
 *
 * @param name 'api' for the declarations that came with the install, or the path of a BEIR folder, of a folder of
 *   documents, or of a file.
 * @throws {DataError} if there is no such file or folder.
 * @throws {ArgumentError} if only one of the files of queries and of judgements is given, and the source has not the
 *   other; or a split of a source that has none.
 */
export async function openSource(
  name: string,
  { split, queriesFile, qrelsFile, ...options }: SourceOptions = {},
): Promise<DocumentSource> {
  const isBeirFolder = name !== 'api' && (await requireThere(name)).isDirectory() && (await isBeir(name))
  if (isBeirFolder) return beirSource(name, { split, queriesFile, qrelsFile })
  if (split !== undefined)
    throw new ArgumentError(`prepare: "${name}" is no BEIR folder, and has no split "${split}". Leave it out.`, {
      split,
    })
  // Brings the TypeScript compiler: only where it is needed.
  const source = name === 'api' ? (await import('./api-source.ts')).apiSource() : documentSource(name, options)
  if (queriesFile === undefined && qrelsFile === undefined) return source
  if (queriesFile === undefined || qrelsFile === undefined)
    throw new ArgumentError(
      `prepare: there are ${queriesFile === undefined ? 'judgements without queries' : 'queries without judgements'}` +
        '. Give both files: --queries and --qrels.',
    )
  return withOwnJudgements(source, { queriesFile, qrelsFile })
}

async function requireThere(name: string) {
  return stat(name).catch((cause: Error) => {
    throw new DataError(
      `prepare: "${name}" can not be read: ${cause.message}. Give a folder or a file that is there, or "api".`,
      { path: name, cause },
    )
  })
}
