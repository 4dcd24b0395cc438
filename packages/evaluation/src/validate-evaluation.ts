import { ArgumentError, DataError } from '@towerkit/core'
import type { Measure } from './measures/measure.ts'
import type { Qrels } from './qrels.ts'
import type { Run } from './run.ts'
import type { SubtopicQrels } from './subtopic-qrels.ts'

/** @throws {ArgumentError} if measures or ties do not fit; {DataError} if qrels and run do not. */
export function validateEvaluation(
  measures: readonly Measure[],
  {
    qrels,
    subtopics,
    run,
    ties,
  }: {
    readonly qrels: Qrels
    readonly subtopics: SubtopicQrels | undefined
    readonly run: Run
    readonly ties: string
  },
): void {
  validateTies(measures, ties)
  if (measures.length === 0) throw new ArgumentError('evaluate: no measures. Give at least one, such as "nDCG@10".')
  const twice = measures.find(({ name }, i) => measures.findIndex(other => other.name === name) !== i)
  if (twice !== undefined)
    throw new ArgumentError(`evaluate: measure "${twice.name}" comes twice. Give each once.`, { measure: twice.name })
  const diversity = measures.find(({ needsSubtopics }) => needsSubtopics)
  if (diversity !== undefined && subtopics === undefined)
    throw new ArgumentError(`evaluate: "${diversity.name}" needs relevance to subtopics. Give subtopics.`, {
      measure: diversity.name,
    })
  if (qrels.size === 0) throw new DataError('evaluate: no query is judged. Give qrels with at least one query.')
  if (run.size > 0 && ![...run.keys()].some(query => qrels.has(query))) {
    const [first] = run.keys()
    const [judged] = qrels.keys()
    throw new DataError(
      `evaluate: none of the run's ${run.size} queries is judged; it has "${first}", the qrels "${judged}". Use ` +
        'the same query ids in both.',
      { runQueries: run.size, judgedQueries: qrels.size },
    )
  }
}

function validateTies(measures: readonly Measure[], ties: string): void {
  if (ties !== 'ordered' && ties !== 'expected')
    throw new ArgumentError(`evaluate: ties is "${ties}". Give ordered or expected.`, { ties })
  const without = ties === 'expected' ? measures.find(({ expected }) => expected === undefined) : undefined
  if (without !== undefined)
    throw new ArgumentError(
      `evaluate: "${without.name}" has no expected value over equal scores. Leave ties out, or measure nDCG, P, ` +
        'R, RR ' +
        'or Success.',
      { measure: without.name },
    )
}
