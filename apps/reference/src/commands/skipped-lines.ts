import { posix } from 'node:path'
import type { SkippedFile, SkipReason } from '@towerkit/datasets'

/** Most files that are named. */
const mostNamed = 10

/** What each reason is to a reader. */
const reasons: Readonly<Record<SkipReason, string>> = {
  unsupported: 'of other kinds',
  binary: 'no text',
  empty: 'empty',
  link: 'symbolic links',
  special: 'devices or pipes',
  unreadable: 'not readable',
  'too-large': 'too large',
  encoding: 'in another encoding',
  malformed: 'damaged',
  'missing-peer': 'read by packages that are not installed',
}

/**
 * Lines about the files of a folder that gave no document: how many of each kind, and the names of those that one may
 * have thought to be read.
 */
export function skippedLines(skipped: readonly SkippedFile[]): string[] {
  if (skipped.length === 0) return []
  const counts = counted(skipped.map(({ reason }) => reason)).map(([reason, count]) => {
    const ends = reason === 'unsupported' ? counted(skipped.filter(file => file.reason === reason).map(ending)) : []
    const shown = ends.slice(0, mostNamed).map(([end, times]) => `${end} ${times}`)
    const more = ends.length > mostNamed ? ', ...' : ''
    return `${count} ${reasons[reason]}${shown.length > 0 ? ` (${shown.join(', ')}${more})` : ''}`
  })
  const unread = skipped.filter(({ reason }) => reason !== 'unsupported')
  return [
    `Not read: ${skipped.length} ${skipped.length === 1 ? 'file' : 'files'}: ${counts.join(', ')}`,
    ...unread
      .slice(0, mostNamed)
      .map(({ path, reason, error }) => `Not read: ${error?.message ?? `"${path}" (${reason})`}`),
    ...(unread.length > mostNamed ? [`Not read: ${unread.length - mostNamed} more; --json names all`] : []),
  ]
}

function ending({ path }: SkippedFile): string {
  return posix.extname(path).toLowerCase() || posix.basename(path)
}

/** Each value with how often it comes, the most frequent first. */
function counted<Value extends string>(values: readonly Value[]): [value: Value, count: number][] {
  const counts = new Map<Value, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)
}
