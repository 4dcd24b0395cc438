import { seededRandom } from '@towerkit/core'
import { movieLens } from '@towerkit/datasets'
import { listNet } from '@towerkit/losses'
import { sampled, type Split, type Task } from './task.ts'

const candidates = 10
/** Of the softmax over a list's cosines. */
const temperature = 0.05

/**
 * MovieLens: which of 10 lists of genres belongs to a film, by its title and up to four of its tags? Genres, title and
 * each tag are a segment each; the other lists are those of other films. Films with tags and at least two genres, split
 * by chance.
 */
export async function genreTask(data: string): Promise<Task> {
  const { movies, tags } = movieLens(`${data}/ml-latest-small`)
  const tagsOf = new Map<string, Set<string>>()
  for await (const { movie, tag } of tags()) tagsOf.set(movie, (tagsOf.get(movie) ?? new Set()).add(tag.toLowerCase()))
  const films: { readonly genres: string; readonly segments: readonly string[] }[] = []
  for await (const { id, title, genres } of movies()) {
    const found = tagsOf.get(id)
    if (found && genres.length >= 2)
      films.push({ genres: genres.join(', '), segments: [title, ...[...found].slice(0, 4)] })
  }
  const random = seededRandom(6)
  const order = sampled(films, films.length, random)
  /** The right list first, then others, each once. */
  const casesOf = (asked: typeof films, count: number) =>
    asked.map(({ genres, segments }) => {
      const lists = new Set([genres])
      while (lists.size < count) lists.add(order[Math.floor(random() * order.length)]!.genres)
      return [...lists].map(list => [list, ...segments])
    })
  return {
    name: 'film-genres',
    metric: 'MRR',
    head: 'similarity',
    maxLength: 24,
    batchSize: 8,
    steps: 90,
    learningRate: 1e-4,
    loss: listNet({ similarity: 'given', temperature }),
    temperature,
    // A label of 10 among zeros asks for one place only: softmax(10, 0, 0, 0) = 0.99986.
    examples: casesOf(order.slice(450), 4).map(scores => ({ scores, label: scores.map((_, i) => (i === 0 ? 10 : 0)) })),
    dev: splitOf(casesOf(order.slice(0, 150), candidates)),
    test: splitOf(casesOf(order.slice(150, 450), candidates)),
  }
}

function splitOf(cases: readonly (readonly (readonly string[])[])[]): Split {
  return {
    tuples: cases.flat(),
    groups: cases.map((_, film) => Array.from({ length: candidates }, (__, i) => film * candidates + i)),
    measure: (outputs, films) =>
      films.reduce(
        (sum, film) => sum + 1 / placeOfFirst(outputs.subarray(film * candidates, (film + 1) * candidates)),
        0,
      ) / films.length,
  }
}

/** Place of the first score among all, from 1; equal ones count half. */
function placeOfFirst([first, ...others]: Iterable<number>): number {
  return 1 + others.reduce((sum, other) => sum + (other > first! ? 1 : other === first ? 0.5 : 0), 0)
}
