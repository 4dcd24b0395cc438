import { nearestName } from '@towerkit/core'
import type { Example } from './example.ts'
import type { RunTask } from './run-tasks.ts'

/** Warns once of each field of the data that no loss reads, with the nearest that one does. */
export function unreadFields(onWarning: (message: string) => void): (task: RunTask, batch: readonly Example[]) => void {
  const seen = new Set<string>()
  return ({ name: task, loss, columns }, batch) => {
    const read = [...columns.encoded, ...columns.numbers].flatMap(({ fields }) => fields)
    const unread = [...new Set(batch.flatMap(example => Object.keys(example)))].filter(field => !read.includes(field))
    const fresh = unread.filter(field => !seen.has(JSON.stringify([task, field])))
    if (fresh.length === 0) return
    for (const field of fresh) seen.add(JSON.stringify([task, field]))
    const named = fresh.map(field => {
      const nearest = nearestName(field, read)
      return nearest ? `"${field}" (is "${nearest}" meant?)` : `"${field}"`
    })
    onWarning(`train: ${loss.name} does not read ${named.join(', ')} of the examples. It reads ${read.join(', ')}.`)
  }
}
