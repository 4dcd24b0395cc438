import { seededRandom } from '@towerkit/core'
import { delimitedText } from '@towerkit/datasets'
import { binaryCrossEntropy } from '@towerkit/losses'
import { sampled, type Split, type Task } from './task.ts'

interface Film { readonly title: string; readonly genres: readonly string[] }
interface Case { readonly segments: readonly string[]; readonly label: number }

/**
 * MovieLens: a title and two to five genres, each a segment of its own. Are they the genres of this film (1), or has one of them been put in the place of another (0)? Who looks at each genre by itself
 * misses that it does not go with the others. Films are split by chance.
 */
export async function genreTask(data: string): Promise<Task> {
  const films: Film[] = []
  for await (const { value } of delimitedText(`${data}/ml-latest-small/movies.csv`)) {
    const genres = value['genres']!.split('|')
    if (genres.length >= 2 && genres.length <= 5) films.push({ title: value['title']!, genres })
  }
  const names = [...new Set(films.flatMap(({ genres }) => genres))].sort()
  const random = seededRandom(6)
  const order = sampled(films, films.length, random)
  const cases = order.map(({ title, genres }, i): Case => {
    if (i % 2 === 0) return { segments: [title, ...sampled(genres, genres.length, random)], label: 1 }
    const others = names.filter(name => !genres.includes(name))
    const changed = genres.with(Math.floor(random() * genres.length), others[Math.floor(random() * others.length)]!)
    return { segments: [title, ...sampled(changed, changed.length, random)], label: 0 }
  })
  return {
    name: 'film-genres', metric: 'AUC', head: 'score', maxLength: 24, batchSize: 32, steps: 120, learningRate: 1e-4,
    loss: binaryCrossEntropy({ similarity: 'given' }),
    examples: cases.slice(1500).map(({ segments, label }) => ({ scores: [segments], label: [label] })),
    dev: splitOf(cases.slice(0, 500)),
    test: splitOf(cases.slice(500, 1500)),
  }
}

function splitOf(cases: readonly Case[]): Split {
  return {
    tuples: cases.map(({ segments }) => segments),
    groups: cases.map((_, i) => [i]),
    measure: (outputs, groups) => areaUnderCurve(groups.map(i => outputs[i]!), groups.map(i => cases[i]!.label)),
  }
}

/** Chance that a positive is scored above a negative (Mann and Whitney); equal scores count half. */
export function areaUnderCurve(scores: readonly number[], labels: readonly number[]): number {
  const order = Array.from(scores.keys()).sort((i, j) => scores[i]! - scores[j]!)
  let [rankSum, positives] = [0, 0]
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) end++
    for (let i = start; i < end; i++) {
      if (labels[order[i]!] !== 1) continue
      rankSum += (start + end + 1) / 2
      positives++
    }
  }
  return (rankSum - positives * (positives + 1) / 2) / (positives * (scores.length - positives))
}
