import { requireKnownOptions } from '@towerkit/core'
import { stat } from 'node:fs/promises'
import { downloadModel } from './download-model.ts'
import { downloadOptionNames, type DownloadModelOptions } from './hub-options.ts'

/**
 * The folder of a model: the path itself if there is one, and else, for org/name, what comes from the hub.
 *
 * @example
 * const folder = await modelFolder('sentence-transformers/all-MiniLM-L6-v2')
 */
export async function modelFolder(model: string, options: DownloadModelOptions = {}): Promise<string> {
  requireKnownOptions('modelFolder', options, downloadOptionNames)
  const isFolder = await stat(model).then(
    found => found.isDirectory(),
    () => false,
  )
  const isName = /^\w[\w.-]*\/\w[\w.-]*$/.test(model)
  return isFolder || !isName ? model : downloadModel(model, options)
}
