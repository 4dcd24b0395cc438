import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'

/** A zip archive of the files, those that end in .jsonl stored, the others deflated. */
export function zipFile(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const archive = new ZipFile()
  for (const [name, content] of Object.entries(files))
    archive.addBuffer(Buffer.from(content), name, { compress: !name.endsWith('.jsonl') })
  archive.end()
  return buffer(archive.outputStream)
}
