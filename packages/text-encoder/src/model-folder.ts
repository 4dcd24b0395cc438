import { stat } from 'node:fs/promises'
import { downloadModel, type DownloadModelOptions } from '@towerkit/backbones'

/** The folder of a model: the path itself if there is one, and else, for org/name, what comes from the hub. */
export async function modelFolder(model: string, options: DownloadModelOptions = {}): Promise<string> {
  const isFolder = await stat(model).then(found => found.isDirectory(), () => false)
  const isName = /^\w[\w.-]*\/\w[\w.-]*$/.test(model)
  return isFolder || !isName ? model : downloadModel(model, options)
}
