import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openEncoder } from '@towerkit/text-encoder'

const { texts, folders } = JSON.parse(readFileSync(new URL('../__golden__/modules.json', import.meta.url), 'utf8')) as {
  readonly texts: readonly string[]
  readonly folders: Readonly<
    Record<string, { readonly files: Readonly<Record<string, string>>; readonly vectors: readonly number[] }>
  >
}
const session = { threads: 1 }

it.each(Object.entries(folders))(
  '%s: gives the vectors of sentence-transformers, also when it was saved',
  async (_, known) => {
    const folder = await mkdtemp(join(tmpdir(), 'towerkit-modules-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    for (const [path, content] of Object.entries(known.files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), Buffer.from(content, 'base64'))
    }
    await using encoder = await openEncoder(folder, { session })
    await encoder.save(join(folder, 'saved'))
    await using saved = await openEncoder(join(folder, 'saved'), { session })
    for (const each of [encoder, saved]) {
      const { data } = await each.encode(texts)
      expect(data).toHaveLength(known.vectors.length)
      known.vectors.forEach((value, i) => expect(data[i]).toBeCloseTo(value, 5))
    }
  },
)
