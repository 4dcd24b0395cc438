import { recommenderSystems, type RecommenderReport } from './evaluate-recommender.ts'

/** The report for people: a table, whether the ranker orders answers, and whether the model is worth its training. */
export function reportText({ rank, validation, users, items, systems, differences }: RecommenderReport): string {
  const measures = ['HR@10', 'nDCG@10', 'HR@50', 'HR@200'] as const
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(17) : cell.padStart(9))).join('')
  const rows = recommenderSystems.map(name =>
    line([name, ...measures.map(measure => systems[name][measure].toFixed(4))]),
  )
  const first = validation['first stage'].toFixed(4)
  const ranked = validation['with ranker'].toFixed(4)
  const choice = rank
    ? `The ranker orders answers: on the events before the last ones its nDCG@10 was ${ranked}, without it ${first}.`
    : `The ranker is off: on the events before the last ones its nDCG@10 was ${ranked}, without it ${first}.`
  return [
    `The last event of each of ${users} users, ranked among all ${items} items that they had not had:`,
    '',
    line(['', ...measures]),
    ...rows,
    '',
    choice,
    verdict('popularity', differences.popularity),
    verdict('item neighbours', differences['item neighbours']),
  ].join('\n')
}

function verdict(name: string, { mean, low, high }: RecommenderReport['differences']['popularity']): string {
  const interval = `nDCG@10 ${signed(mean)}, 95 % interval over users ${signed(low)} to ${signed(high)}`
  if (low > 0) return `Better than ${name}: ${interval}.`
  if (high < 0) return `Worse than ${name}: ${interval}. Train for longer, or use ${name}.`
  return `Neither better nor worse than ${name} beyond chance: ${interval}.`
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(4)}`
}
