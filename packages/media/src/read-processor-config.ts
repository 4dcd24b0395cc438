import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError } from '@towerkit/core'

/**
 * What preprocessor_config.json of a folder holds, or, without that file, one part of processor_config.json, in which
 * transformers 5 keeps all processors of a model.
 *
 * @param caller The start of messages.
 * @param part 'image_processor' or 'feature_extractor'.
 * @throws {DataError} if neither file can be read.
 */
export async function readProcessorConfig(caller: string, folder: string, part: string): Promise<object> {
  const path = join(folder, 'preprocessor_config.json')
  const config = await readObject(path)
  if (!(config instanceof Error)) return config
  if ((config as NodeJS.ErrnoException).code === 'ENOENT') {
    const processors = await readObject(join(folder, 'processor_config.json'))
    const found: unknown = Reflect.get(processors, part)
    if (typeof found === 'object' && found !== null) return found
  }
  throw new DataError(`${caller}: ${path} cannot be read: ${config.message}. Check the folder.`, {
    path,
    cause: config,
  })
}

async function readObject(path: string): Promise<object> {
  try {
    return Object(JSON.parse(await readFile(path, 'utf8'))) as object
  } catch (cause) {
    return cause as Error
  }
}
