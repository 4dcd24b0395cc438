import { rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { ArgumentError, DataError, MissingPeerError, requireKnownOptions } from '@towerkit/core'
import { requireGoingOn } from '../require-going-on.ts'
import { knownDatasets, type DatasetSource } from './known-datasets.ts'
import { unpackZip } from './unpack-zip.ts'

/** Options of `downloadDataset`. */
export interface DownloadDatasetOptions {
  /**
   * Folder of the cache. Default datasets/ in `TOWERKIT_CACHE`, else in towerkit/ of `XDG_CACHE_HOME`, else in
   * ~/.cache/towerkit.
   */
  readonly cache?: string
  /** Uses nothing but `TOWERKIT_DATA` and the cache. Default: whether `HF_HUB_OFFLINE` is 1 or true. */
  readonly offline?: boolean
  /** Tries of a request that brings nothing, at least 1. Default 5. */
  readonly attempts?: number
  /** Wait before the second try, in milliseconds; doubled before each further one. Default 500. */
  readonly retryDelayMs?: number
  /** Called as the archive grows; `total` is undefined while the server does not say it. */
  readonly onProgress?: (progress: { readonly bytes: number; readonly total: number | undefined }) => void
  /** Cancels the download; what has come is kept for the next one. */
  readonly signal?: AbortSignal
}

/**
 * Brings a dataset into a local folder: the one of its name in `TOWERKIT_DATA`, if that is there; else from the cache;
 * else from its address, continued where an earlier download ended, checked, and unpacked whole or not at all.
 *
 * @param source Name of one of `knownDatasets`, or of a folder in `TOWERKIT_DATA`; or another archive.
 * @returns Path of the folder.
 * @throws {ArgumentError} for an unknown name, or an address that does not exist.
 * @throws {DataError} if the download has another checksum or is no zip file, if the set is not in the cache when
 *   offline, or the disk cannot be written.
 * @throws {MissingPeerError} if something is to be fetched, and `@towerkit/backbones`, which fetches files, is not
 *   installed.
 * @throws {OverloadedError} if the network or the server fails again and again.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * const { corpus, queries, qrels } = beir(await downloadDataset('scifact'))
 */
export async function downloadDataset(
  source: string | DatasetSource,
  given: DownloadDatasetOptions = {},
): Promise<string> {
  const {
    cache = defaultCache(),
    offline = isSet(process.env['HF_HUB_OFFLINE']),
    signal,
    ...options
  } = requireKnownOptions<DownloadDatasetOptions>('downloadDataset', given, {
    cache: true,
    offline: true,
    attempts: true,
    retryDelayMs: true,
    onProgress: true,
    signal: true,
  })
  const name = typeof source === 'string' ? source : source.name
  if (!/^[\w-][\w.-]{0,99}$/.test(name))
    throw new ArgumentError(
      `downloadDataset: "${name}" is no name of a folder. Give letters, digits, dots and dashes.`,
      { name },
    )
  requireGoingOn('downloadDataset', signal)
  const { TOWERKIT_DATA: data } = process.env
  if (data && (await isFolder(join(data, name)))) return join(data, name)
  const { url, checksum } = typeof source === 'string' ? knownDataset(source) : source
  // Another checksum is another set.
  const folder = join(cache, `${name}-${checksum.digest.slice(0, 8)}`)
  if (await isFolder(folder)) return folder
  if (offline)
    throw new DataError(
      `downloadDataset: neither TOWERKIT_DATA (${data ?? 'not set'}) nor the cache (${folder}) has "${name}", and ` +
        'the mode is offline. Fetch it once with a network.',
      { name, folder },
    )

  const { downloadFile } = await backbones()
  const archive = `${folder}.zip`
  await downloadFile(url, archive, { checksum, caller: 'downloadDataset', ...options, ...(signal && { signal }) })
  try {
    await unpackZip(archive, folder, signal)
  } catch (cause) {
    requireGoingOn('downloadDataset', signal)
    throw new DataError(
      `downloadDataset: the archive of "${name}" (${archive}) cannot be unpacked: ${(cause as Error).message}. ` +
        'Make room, or give the address of a zip file.',
      { name, archive, cause },
    )
  }
  await rm(archive, { force: true })
  return folder
}

function knownDataset(name: string): DatasetSource {
  const known = knownDatasets.find(each => each.name === name)
  if (known) return known
  throw new ArgumentError(
    `downloadDataset: "${name}" is not known. Give one of ${knownDatasets.map(each => each.name).join(', ')}; or ` +
      '{ name, url, checksum } of another archive.',
    { name },
  )
}

function defaultCache(): string {
  const { TOWERKIT_CACHE: own, XDG_CACHE_HOME: cache } = process.env
  return join(own || join(cache || join(homedir(), '.cache'), 'towerkit'), 'datasets')
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  )
}

function isSet(value: string | undefined): boolean {
  return value === '1' || value?.toLowerCase() === 'true'
}

async function backbones() {
  try {
    return await import('@towerkit/backbones')
  } catch (cause) {
    throw new MissingPeerError(
      'downloadDataset: the package "@towerkit/backbones", which fetches files, is not installed. Run `npm ' +
        'install @towerkit/backbones`.',
      { cause },
    )
  }
}
