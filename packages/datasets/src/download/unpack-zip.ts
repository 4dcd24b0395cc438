import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openPromise } from 'yauzl'

/**
 * Unpacks a zip file next to the folder and renames the result, so that the folder exists either whole or not at all. A
 * single folder at the top of the archive is the folder.
 *
 * @throws {Error} if the archive is malformed, names a path outside or one twice, or the disk cannot be written.
 */
export async function unpackZip(archive: string, folder: string, signal: AbortSignal | undefined): Promise<void> {
  const unfinished = `${folder}.${randomUUID()}.unpacking`
  try {
    await mkdir(unfinished, { recursive: true })
    const zip = await openPromise(archive)
    for await (const entry of zip.eachEntry()) {
      signal?.throwIfAborted()
      // What macOS adds; and every name was found to stay inside by yauzl.
      if (entry.fileName.endsWith('/') || entry.fileName.startsWith('__MACOSX/')) continue
      const path = join(unfinished, entry.fileName)
      await mkdir(dirname(path), { recursive: true })
      await pipeline(
        await zip.openReadStreamPromise(entry),
        createWriteStream(path, { flags: 'wx', flush: true }),
        signal ? { signal } : {},
      )
    }
    const [only, ...more] = await readdir(unfinished)
    if (only === undefined) throw new Error('it holds no file')
    const isWrapped = more.length === 0 && (await stat(join(unfinished, only))).isDirectory()
    // Another process may have been faster.
    await rename(isWrapped ? join(unfinished, only) : unfinished, folder).catch(async (cause: unknown) => {
      if (
        !(await stat(folder).then(
          found => found.isDirectory(),
          () => false,
        ))
      )
        throw cause
    })
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}
