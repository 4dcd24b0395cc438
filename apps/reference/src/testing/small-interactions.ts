import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder with ratings.csv and films.csv: two tastes of ten films, each seen in a circle that begins anywhere. */
export function smallInteractions({ users = 40, events = 8 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'towerkit-interactions-'))
  const genres = ['Crime|Drama', 'Comedy']
  const films = Array.from({ length: 20 }, (_, film) => `${film},"Film ${film}",${genres[Math.floor(film / 10)]}`)
  const ratings = Array.from({ length: users * events }, (_, i) => {
    const user = Math.floor(i / events)
    const film = 10 * (user % 2) + ((user + i) % 10)
    return `u${user},${film},${1000 + (i % events)}`
  })
  const interactions = join(folder, 'ratings.csv')
  const items = join(folder, 'films.csv')
  writeFileSync(interactions, `user,item,time\n${ratings.join('\n')}\n`)
  writeFileSync(items, `id,title,genres\n${films.join('\n')}\n`)
  return { folder, interactions, items }
}
