import { access } from 'node:fs/promises'
import { join } from 'node:path'

/** Whether a folder has the corpus of a BEIR set. */
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
