/**
 * Every measure beside ir_measures (trec_eval, cwl_eval, ndeval, gdeval, MS MARCO and Compat behind it), on generated
 * and real runs:
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/measures-parity.ts <python with ir_measures, cwl-eval and
 *   pyndeval> <data folder>
 *
 * The data folder holds scifact and ml-latest-small. What no provider of ir_measures can compute is computed from the
 * published formula by peers/measures_parity.py. Fails if any value of any query, or any mean, differs by more than
 * 1e-9.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { evaluate, qrelsFrom, runFrom, subtopicQrelsFrom } from '@towerkit/evaluation'
import { generatedPairs, realPairs, type Pair } from './measures-parity/pairs.ts'

const [python, data] = process.argv.slice(2)
if (!python || !data) throw new Error('usage: measures-parity.ts <python> <data folder>')
const generated = generatedPairs()
const real = await realPairs(data)
const pairs = [...generated, ...real]

interface Theirs {
  readonly source: 'ir_measures' | 'formula' | 'none'
  readonly error?: string
  readonly printed: string
  readonly perQuery: Record<string, number | null>
  readonly aggregate: number | null
}
const folder = mkdtempSync(join(tmpdir(), 'towerkit-measures-'))
writeFileSync(join(folder, 'pairs.json'), JSON.stringify(pairs))
execFileSync(python, [new URL('../peers/measures_parity.py', import.meta.url).pathname, folder], {
  stdio: ['ignore', 'ignore', 'inherit'],
  maxBuffer: 1e9,
})
const theirs = JSON.parse(readFileSync(join(folder, 'values.json'), 'utf8').replaceAll(/\bNaN\b/g, 'null')) as Record<
  string,
  Theirs
>[]
rmSync(folder, { recursive: true })

let undefinedThere = 0

/** Largest difference, over queries and the mean. */
function difference({ qrels, run }: Pair, measure: string, { perQuery, aggregate }: Theirs): number {
  const diverse = qrels.some(([, subtopic]) => subtopic !== '0')
  const judged = diverse
    ? {
        subtopics: subtopicQrelsFrom(
          qrels.map(([query, subtopic, document, relevance]) => ({ query, subtopic, document, relevance })),
        ),
      }
    : { qrels: qrelsFrom(qrels.map(([query, , document, relevance]) => ({ query, document, relevance }))) }
  const ours = evaluate({
    ...judged,
    run: runFrom(run.map(([query, document, score]) => ({ query, document, score }))),
    measures: [measure],
  })
  const between = (value: number, other: number | null | undefined): number => {
    if (typeof other === 'number') return Number.isNaN(value) ? Infinity : Math.abs(value - other)
    // They leave the query out, or divide 0 by 0: here it has no value, or is 0.
    if (Number.isNaN(value)) return 0
    undefinedThere++
    return value === 0 ? 0 : Infinity
  }
  const ofQueries = ours.queries.map((query, i) => between(ours.perQuery[measure]![i]!, perQuery[query]))
  return Math.max(
    ...ofQueries,
    ours.queries.some(query => perQuery[query] === null) ? 0 : between(ours.mean[measure]!, aggregate),
  )
}

const worst = new Map<string, { source: string; difference: number; pairs: number; pair: string; error: string }>()
for (const [i, pair] of pairs.entries()) {
  for (const measure of pair.measures) {
    const found = theirs[i]![measure]!
    const value = found.source === 'none' ? Infinity : difference(pair, measure, found)
    const before = worst.get(measure)
    worst.set(measure, {
      source: before === undefined || before.source === found.source ? found.source : 'both',
      pairs: (before?.pairs ?? 0) + 1,
      ...(before === undefined || value > before.difference
        ? { difference: value, pair: pair.name, error: found.error ?? '' }
        : before),
    } as NonNullable<typeof before>)
  }
}
const failed = [...worst].filter(([, { difference }]) => !(difference <= 1e-9))
for (const [measure, { source, difference, pairs }] of worst)
  console.log(
    `${measure.padEnd(36)} ${source.padEnd(12)} ${pairs} pairs, largest difference ${difference.toExponential(1)}`,
  )
for (const [measure, { difference, pair, error }] of failed)
  console.log(`DIFFERS: ${measure} by ${difference} (${pair}) ${error}`)
const byFormula = [...worst].filter(([, { source }]) => source !== 'ir_measures').map(([measure]) => measure)
console.log(
  `${generated.length} generated and ${real.length} real pairs, ${worst.size} measures, ${byFormula.length} of ` +
    `them by formula (${byFormula.join(' ')}); ${undefinedThere} values are 0 here and 0 / 0 there; ${failed.length} ` +
    'measures differ by more than 1e-9',
)
if (failed.length > 0) process.exitCode = 1
