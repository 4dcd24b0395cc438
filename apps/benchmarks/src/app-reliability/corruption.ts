import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { TowerkitError } from '@towerkit/core'
import { loadExactIndex } from '@towerkit/indices'
import { damaged } from '../corrupted-files/damaged.ts'
import { makeSmallWorkspace, vocabulary } from './small-workspace.ts'

/** What came of the damaged files of one kind. */
export interface CorruptionResult {
  readonly kind: string
  readonly files: number
  readonly refused: number
  readonly same: number
  readonly wrong: number
  readonly codes: string
}

/**
 * Damages the store, the index and the files of the towers; each opening must give a typed error, or answers and
 * documents as before.
 */
export async function corruptFiles({
  folder,
  random,
  files,
}: {
  readonly folder: string
  readonly random: () => number
  readonly files: number
}): Promise<CorruptionResult[]> {
  const whole = await makeSmallWorkspace(folder, { documents: documentCount, trained: true })
  const opener = folderOpener()
  const { text: expected, refused: unexpected } = await opener.open(whole)
  if (unexpected !== undefined) throw new Error(`the whole workspace was refused: ${unexpected}`)
  const index = (await readdir(whole)).find(name => name.endsWith('.index'))!
  const modelFiles = (await readdir(whole, { recursive: true, withFileTypes: true }))
    .filter(entry => entry.isFile() && /teacher-(query|document)/.test(entry.parentPath))
    .map(entry => join(entry.parentPath, entry.name).slice(whole.length + 1))
  const seals = (await readdir(whole, { recursive: true })).filter(name => name.endsWith('.seal.json'))
  const pick = (names: readonly string[]) => names[Math.floor(random() * names.length)]!
  const kinds = { store: () => 'store.sqlite', index: () => index, model: () => pick([...modelFiles, ...seals]) }
  const results: CorruptionResult[] = []
  for (const [kind, choose] of Object.entries(kinds)) {
    const counts = { refused: 0, same: 0, wrong: 0 }
    const codes = new Map<string, number>()
    const share = Math.ceil(files / 3)
    for (let trial = 0; trial < share; trial++) {
      const copy = join(folder, 'copy')
      await cp(whole, copy, { recursive: true })
      const name = choose()
      const bytes = await readFile(join(copy, name))
      await writeFile(join(copy, name), changed(bytes, random))
      const isIndex = kind === 'index'
      // The service builds a damaged index again: by itself it must be refused.
      const ofIndex = isIndex ? await refusalOfIndex(join(copy, name)) : undefined
      const { text, refused = ofIndex, error } = await opener.open(copy)
      if (error !== undefined || (text !== undefined && text !== expected) || (isIndex && text === undefined)) {
        counts.wrong++
        console.error(`${name}, trial ${trial}: ${error ?? 'other answers'}`)
      } else if (refused === undefined) counts.same++
      else {
        counts.refused++
        codes.set(refused, (codes.get(refused) ?? 0) + 1)
      }
      await rm(copy, { recursive: true })
    }
    results.push({
      kind,
      files: share,
      ...counts,
      codes: [...codes].map(([code, times]) => `${code} ${times}`).join(', '),
    })
  }
  opener.close()
  return results
}

const documentCount = 120

/** Damage now and then does nothing. */
function changed(whole: Uint8Array, random: () => number): Uint8Array {
  for (;;) {
    const bytes = damaged(whole, random)
    if (Buffer.compare(bytes, whole) !== 0) return bytes
  }
}

async function refusalOfIndex(path: string): Promise<string | undefined> {
  try {
    await (await loadExactIndex(path)).close()
    return undefined
  } catch (error) {
    if (!TowerkitError.is(error)) throw error
    return error.code
  }
}

/** What an opening gave: documents and answers as text, the code of a typed error, or another error. */
interface Opened {
  readonly text?: string
  readonly refused?: string
  readonly error?: string
}

/** A process that opens workspaces: one that a damaged file ended would be told. */
function folderOpener() {
  const script = new URL('../../../reference/src/testing/opened-folders.ts', import.meta.url).pathname
  const child = spawn(process.execPath, ['--conditions=@towerkit/source', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })
  const ids = Array.from({ length: documentCount }, (_, i) => `document-${i}`)
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`the process that opens workspaces ended with ${code ?? signal}`)
  })
  ended.catch(() => {})
  return {
    async open(folder: string): Promise<Opened> {
      child.stdin.write(`${JSON.stringify({ folder, ids, queries: vocabulary.slice(0, 5) })}\n`)
      const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string]
      const { refused, error } = JSON.parse(line) as { refused?: string; error?: string }
      return refused !== undefined ? { refused } : error !== undefined ? { error } : { text: line }
    },
    close: () => void child.stdin.end(),
  }
}
