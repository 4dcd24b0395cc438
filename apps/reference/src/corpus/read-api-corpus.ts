import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { AbortedError, MissingPeerError } from '@towerkit/core'
import type { ApiItem } from './api-item.ts'
import { apiItems, type ApiItemsOptions } from './api-items.ts'
import { apiSources, type ApiSource } from './api-sources.ts'

export interface ReadApiCorpusOptions extends ApiItemsOptions {
  /** Packages to read. Default: all that arrive with this app. */
  readonly sources?: readonly ApiSource[]
  readonly signal?: AbortSignal
}

/**
 * Reads the documented declarations of installed packages, always in the same order.
 *
 * @throws MissingPeerError if a package is not installed; AbortedError after an abort.
 *
 * @example
 * for await (const item of readApiCorpus()) console.log(item.name, '-', item.description)
 */
export async function* readApiCorpus({
  sources = apiSources,
  signal,
  ...options
}: ReadApiCorpusOptions = {}): AsyncGenerator<ApiItem, void, undefined> {
  for (const source of sources) {
    const files = await filesOf(source)
    if (signal?.aborted) throw new AbortedError('readApiCorpus: aborted by its signal.', { cause: signal.reason })
    yield* apiItems(source, files, options)
  }
}

async function filesOf(source: ApiSource) {
  const folder = dirname(packageFile(source.package))
  const names = (await readdir(folder, { recursive: true }))
    .map(name => name.replaceAll('\\', '/'))
    .filter(name => name.endsWith('.d.ts') && !name.includes('node_modules/') && (source.files?.test(name) ?? true))
    .sort()
  return Promise.all(names.map(async file => ({ file, text: await readFile(join(folder, file), 'utf8') })))
}

function packageFile(name: string) {
  try {
    return createRequire(import.meta.url).resolve(`${name}/package.json`)
  } catch (cause) {
    throw new MissingPeerError(`readApiCorpus: ${name} is not installed. Run the package manager's install.`, {
      package: name,
      cause,
    })
  }
}
