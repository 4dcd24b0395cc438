import { createHash } from 'node:crypto'
import { fetchFile } from './fetch-file.ts'
import type { HubSettings } from './hub-options.ts'
import { hubRequest } from './hub-request.ts'
import type { ModelCache } from './model-cache.ts'
import type { ModelFile } from './model-files.ts'

/**
 * Fetches one file of a commit into the cache, under the name of its content, unless it is there.
 *
 * @throws {DataError} if the content has another checksum or length than the hub says.
 */
export function downloadModelFile(
  { path, length, checksum }: ModelFile,
  { settings, commit, cache }: { readonly settings: HubSettings; readonly commit: string; readonly cache: ModelCache },
): Promise<void> {
  const url = `/${settings.name}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`
  return fetchFile(
    {
      name: path,
      url,
      target: cache.blob(checksum),
      length,
      checksum,
      hash: () => (checksum.length === 64 ? createHash('sha256') : createHash('sha1').update(`blob ${length}\0`)),
      send: headers => hubRequest(url, { settings, headers }),
      onProgress: bytes => settings.onProgress({ file: path, bytes, total: length }),
    },
    settings,
  )
}
