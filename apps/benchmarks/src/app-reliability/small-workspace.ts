import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { seededRandom } from '@towerkit/core'
import { runTowerkit } from './towerkit-process.ts'

/** Words of the texts. */
export const vocabulary = Array.from({ length: 400 }, (_, i) => {
  const first = `${'bcdfghklmnprstvz'[i % 16]}${'aeiou'[i % 5]}${'lmnrst'[i % 6]}`
  return `${first}${'aeiou'[(i >> 2) % 5]}${i % 7 === 0 ? 'x' : ''}${'dkpt'[i % 4]}`
})

/** A text of some random words. */
export function randomText(random: () => number, words: number): string {
  return Array.from({ length: words }, () => vocabulary[Math.floor(random() ** 2 * vocabulary.length)]).join(' ')
}

/** Options that make towers in seconds. */
export const tinyTowers = ['--steps', '30', '--batch', '16', '--layers', '1', '--width', '16', '--vocabulary', '400']

/** Makes a workspace of random documents. @param options.trained With towers, vectors and index. */
export async function makeSmallWorkspace(
  folder: string,
  { documents, trained }: { readonly documents: number; readonly trained: boolean },
): Promise<string> {
  const random = seededRandom(1)
  const source = join(folder, 'documents.jsonl')
  const workspace = join(folder, 'workspace')
  await mkdir(folder, { recursive: true })
  await writeFile(
    source,
    Array.from({ length: documents }, (_, i) =>
      JSON.stringify({ id: `document-${i}`, title: randomText(random, 5), text: randomText(random, 40) }),
    ).join('\n'),
  )
  await runTowerkit(['prepare', source, '--folder', workspace])
  if (!trained) return workspace
  await runTowerkit(['train', ...tinyTowers, '--folder', workspace])
  await runTowerkit(['embed', '--folder', workspace])
  await runTowerkit(['index', '--folder', workspace])
  return workspace
}
