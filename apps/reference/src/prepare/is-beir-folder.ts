import { access } from 'node:fs/promises'
import { join } from 'node:path'

/** Whether a folder is in the layout of BEIR. */
export async function isBeirFolder(folder: string): Promise<boolean> {
  for (const name of ['corpus.jsonl', 'corpus.jsonl.gz']) {
    const isThere = await access(join(folder, name)).then(
      () => true,
      () => false,
    )
    if (isThere) return true
  }
  return false
}
