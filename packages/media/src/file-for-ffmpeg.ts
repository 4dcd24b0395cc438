import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Hands a file to a program by its path; bytes get a file of their own, as long as the program runs, because some
 * formats are not read from front to back.
 */
export async function withFile<Result>(
  source: string | Uint8Array,
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  if (typeof source === 'string') return use(source)
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-media-'))
  try {
    const path = join(folder, 'file')
    await writeFile(path, source)
    return await use(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
