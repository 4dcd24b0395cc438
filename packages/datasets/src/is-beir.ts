import { access } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Whether a folder has the corpus of a BEIR set: corpus.jsonl, or corpus.jsonl.gz.
 *
 * @example
 * const documents = (await isBeir(path)) ? beir(path).corpus() : readDocuments(path)
 */
export async function isBeir(folder: string): Promise<boolean> {
  for (const name of ['corpus.jsonl', 'corpus.jsonl.gz'])
    if (
      await access(join(folder, name)).then(
        () => true,
        () => false,
      )
    )
      return true
  return false
}
