import { seededRandom } from '@towerkit/core'
import { movieLens, type MovieLensMovie } from '@towerkit/datasets'
import { listNet } from '@towerkit/losses'
import { sampled, type Split, type Task } from './task.ts'

const candidates = 10

/**
 * MovieLens: which of 10 lists of genres belongs to a title? Title and two to five genres are a segment each; the other lists are those of other films. Films are split by chance.
 */
export async function genreTask(data: string): Promise<Task> {
  const films: MovieLensMovie[] = []
  for await (const film of movieLens(`${data}/ml-latest-small`).movies()) if (film.genres.length >= 2 && film.genres.length <= 5) films.push(film)
  const random = seededRandom(6)
  const order = sampled(films, films.length, random)
  /** The right list first, then others, each once. */
  const casesOf = (asked: readonly MovieLensMovie[], count: number) => asked.map(({ title, genres }) => {
    const lists = new Map([[genres.join('|'), genres]])
    while (lists.size < count) {
      const other = order[Math.floor(random() * order.length)]!.genres
      lists.set(other.join('|'), other)
    }
    return [...lists.values()].map(list => [title, ...sampled(list, list.length, random)])
  })
  return {
    name: 'film-genres', metric: 'MRR', head: 'similarity', maxLength: 24, batchSize: 8, steps: 120, learningRate: 1e-4,
    loss: listNet({ similarity: 'given', temperature: 0.05 }),
    // A label of 10 among zeros asks for one place only: softmax(10, 0, 0, 0) = 0.99986.
    examples: casesOf(order.slice(500), 4).map(scores => ({ scores, label: scores.map((_, i) => i === 0 ? 10 : 0) })),
    dev: splitOf(casesOf(order.slice(0, 150), candidates)),
    test: splitOf(casesOf(order.slice(200, 500), candidates)),
  }
}

function splitOf(cases: readonly (readonly (readonly string[])[])[]): Split {
  return {
    tuples: cases.flat(),
    groups: cases.map((_, film) => Array.from({ length: candidates }, (__, i) => film * candidates + i)),
    measure: (outputs, films) => films.reduce((sum, film) => sum + 1 / placeOfFirst(outputs.subarray(film * candidates, (film + 1) * candidates)), 0) / films.length,
  }
}

/** Place of the first score among all, from 1; equal ones count half. */
function placeOfFirst([first, ...others]: Iterable<number>): number {
  return 1 + others.reduce((sum, other) => sum + (other > first! ? 1 : other === first ? 0.5 : 0), 0)
}
