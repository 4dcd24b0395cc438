import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ArgumentError, DataError, TowerkitError, requireKnownOptions } from '@towerkit/core'
import { downloadModelFile } from './download-model-file.ts'
import { downloadOptionNames, type DownloadModelOptions, type HubSettings } from './hub-options.ts'
import { missingFiles } from './missing-files.ts'
import { modelCache, type ModelCache } from './model-cache.ts'
import { modelFiles, type ModelFile } from './model-files.ts'
import { neededFiles } from './needed-files.ts'
import { abortedError } from './request.ts'
import { requireRepository } from './require-repository.ts'

/**
 * Brings a model of the Hugging Face hub into a local folder: configuration, tokenizer and weights, and nothing else.
 *
 * Files that the cache has are not fetched again, unfinished ones are continued, each is checked against the hub's
 * checksum, and a file is in the folder either whole or not at all. A commit that is in the cache needs no network.
 *
 * @param name org/name, as on the hub.
 * @returns Path of the folder. Do not change its files: they belong to the cache.
 * @throws {ArgumentError} for a name or option that cannot be, or a model that does not exist or may not be read.
 * @throws {UnsupportedError} if the model has no weights in a safe format.
 * @throws {DataError} if the cache lacks the model offline, or what comes is not what the hub says.
 * @throws {OverloadedError} if the network or the hub fails again and again.
 * @throws {AbortedError} at the signal.
 *
 * @example
 * const folder = await downloadModel('sentence-transformers/all-MiniLM-L6-v2', {
 *   onProgress: ({ file, bytes, total }) => console.log(`${file} ${bytes}/${total}`),
 * })
 */
export async function downloadModel(name: string, options: DownloadModelOptions = {}): Promise<string> {
  requireKnownOptions('downloadModel', options, downloadOptionNames)
  const {
    revision = 'main',
    weights = 'safetensors',
    offline = isSet(process.env['HF_HUB_OFFLINE']),
    concurrency = 4,
    attempts = 5,
    retryDelayMs = 500,
  } = options
  requireRepository(name, revision)
  requireWhole({ concurrency, attempts })
  if (!(retryDelayMs >= 0))
    throw new ArgumentError(`downloadModel: retryDelayMs is ${retryDelayMs}. Give a number of at least 0.`, {
      retryDelayMs,
    })
  const cache = modelCache(name, options.cache)

  const known = await cache.commitOf(revision)
  // A commit never changes, unlike a branch.
  if (known !== undefined && (offline || known === revision)) {
    const missing = await missingFiles(cache.snapshot(known), weights)
    if (missing.length === 0) return cache.snapshot(known)
    if (offline)
      throw new DataError(
        `downloadModel: the cache lacks ${missing.join(', ')} of "${name}" (${cache.snapshot(known)}), and the ` +
          'mode is offline. Fetch the model once with a network.',
        { name, revision, missing },
      )
  }
  if (offline)
    throw new DataError(
      `downloadModel: the cache has no revision "${revision}" of "${name}" (${dirname(cache.snapshot('-'))}), and ` +
        'the mode is offline. Fetch the model once with a network.',
      { name, revision },
    )

  const stop = new AbortController()
  const settings: HubSettings = {
    caller: 'downloadModel',
    name,
    revision,
    weights,
    attempts,
    retryDelayMs,
    endpoint: (options.endpoint ?? (process.env['HF_ENDPOINT'] || 'https://huggingface.co')).replace(/\/+$/, ''),
    token: options.token ?? (process.env['HF_TOKEN'] || undefined),
    signal: options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal,
    onProgress: options.onProgress ?? (() => {}),
  }
  if (settings.signal.aborted) throw abortedError(settings)
  return fetchModel(settings, { cache, concurrency, stop })
}

async function fetchModel(
  settings: HubSettings,
  {
    cache,
    concurrency,
    stop,
  }: { readonly cache: ModelCache; readonly concurrency: number; readonly stop: AbortController },
): Promise<string> {
  const { commit, files } = await modelFiles(settings)
  const byPath = new Map(files.map(file => [file.path, file]))
  const needed = neededFiles([...byPath.keys()], settings).map(path => byPath.get(path)!)
  await mkdir(dirname(cache.blob('-')), { recursive: true })
  const waiting = needed.values()
  const fetchSome = async () => {
    for (const file of waiting) await downloadModelFile(file, { settings, commit, cache })
  }
  // The first failure stops the others, and is the one that is told.
  await Promise.all(
    Array.from({ length: concurrency }, () => fetchSome().catch((error: unknown) => stop.abort(told(error)))),
  )
  stop.signal.throwIfAborted()
  return linkAll(needed, { settings, commit, cache })
}

/** The disk's errors become typed ones; those of `onProgress` are not changed. */
function told(error: unknown): unknown {
  if (TowerkitError.is(error) || !(error instanceof Error && 'syscall' in error)) return error
  return new DataError(
    `downloadModel: the cache cannot be written: ${error.message}. Make room, or give another \`cache\`.`,
    { cause: error },
  )
}

/** Only now, so that a folder that has a configuration and weights has everything. */
async function linkAll(
  files: readonly ModelFile[],
  { settings, commit, cache }: { readonly settings: HubSettings; readonly commit: string; readonly cache: ModelCache },
): Promise<string> {
  for (const { path, checksum } of files) await cache.link(commit, path, checksum)
  const missing = await missingFiles(cache.snapshot(commit), settings.weights)
  if (missing.length > 0)
    throw new DataError(
      `downloadModel: "${settings.name}" has no ${missing.join(', ')}, which its other files need. Take another ` +
        'model or revision.',
      { name: settings.name, missing },
    )
  await cache.remember(settings.revision, commit)
  return cache.snapshot(commit)
}

function requireWhole(options: Readonly<Record<string, number>>): void {
  for (const [option, value] of Object.entries(options)) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new ArgumentError(`downloadModel: ${option} is ${value}. Give a whole number of at least 1.`, {
        [option]: value,
      })
  }
}

function isSet(value: string | undefined): boolean {
  return value === '1' || value?.toLowerCase() === 'true'
}
