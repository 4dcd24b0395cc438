import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { firstStage } from './recommenders/first-stage.ts'
import { itemNeighbours } from './recommenders/item-neighbours.ts'
import { listProperties } from './recommenders/list-properties.ts'
import { popularity } from './recommenders/popularity.ts'
import { rankedLists } from './recommenders/ranked-lists.ts'
import type { RowResult, StageResult } from './recommenders/row-result.ts'
import { movieLensData, sequenceData, splitsOf } from './recommenders/study-data.ts'
import { reportStudy } from './recommenders/report-study.ts'
import { changedRow, studyRows, studySettings, type RowChange } from './recommenders/study-rows.ts'
import { trainRow } from './recommenders/train-row.ts'
import { wholeCatalogue, type CatalogueResult } from './recommenders/whole-catalogue.ts'
import { studyResults } from './study/study-results.ts'

/**
 * Recommenders beside popularity and item neighbours: the last events of each user, each from all that the user had
 * before it, in the whole catalogue; what a user had is not offered.
 *
 *     node --conditions=@towerkit/source apps/benchmarks/src/recommenders.ts --sequences FILE [options]
 *     node --conditions=@towerkit/source apps/benchmarks/src/recommenders.ts --movielens FOLDER [options]
 *
 * FILE has a user a line, `user item item ...`. Rows are those of `recommenders/study-rows.ts`. What was measured is
 * kept in the folder, and so are checkpoints: a run that was stopped goes on where it was. `--choose` looks at
 * validation events only; `--change '{"learningRate": 0.003}'` changes settings of all rows.
 */
const { values } = parseArgs({
  options: {
    sequences: { type: 'string' },
    movielens: { type: 'string' },
    folder: { type: 'string', default: '.towerkit/recommenders' },
    rows: { type: 'string', default: 'pure' },
    seeds: { type: 'string', default: '1' },
    'held-out': { type: 'string' },
    candidates: { type: 'string', default: '200' },
    change: { type: 'string', default: '' },
    choose: { type: 'boolean', default: false },
    threads: { type: 'string', default: '1' },
  },
})
if ((values.sequences === undefined) === (values.movielens === undefined))
  throw new Error('give --sequences FILE or --movielens FOLDER')
const isFilms = values.movielens !== undefined
const data = isFilms ? await movieLensData(values.movielens!) : await sequenceData(values.sequences!)
const splits = splitsOf(data, Number(values['held-out'] ?? (isFilms ? 5 : 1)))
console.log(`${data.histories.length} users, ${data.items.length} items, ${splits.test.cases.length} targets`)
const results = studyResults<RowResult>(join(values.folder, 'results.jsonl'))
const [candidates, threads] = [Number(values.candidates), Number(values.threads)] as [number, number]

const untrained = { change: '', seed: 0, seconds: 0, steps: 0, best: 0, validation: {} }
for (const [row, make] of [
  ['popularity', popularity],
  ['item neighbours', itemNeighbours],
] as const)
  if (!values.choose && !results.find({ row }))
    results.add({ row, ...untrained, first: stage(await wholeCatalogue(splits.test, make(splits.test))) })

for (const seed of values.seeds.split(',').map(Number))
  for (const row of values.rows.split(',').map(name => name.trim())) {
    if (!studyRows[row]) throw new Error(`no row "${row}"; there are: ${Object.keys(studyRows).join('; ')}`)
    const { change } = values
    const known = results.lines.filter(line => line.row === row && line.change === change && line.seed === seed)
    if (known.some(({ first }) => values.choose || first)) continue
    const own = changedRow(studySettings[isFilms ? 'films' : 'sequences'], studyRows[row])
    const settings = change === '' ? own : changedRow(own, JSON.parse(change) as RowChange)
    const name = [row, change, seed].filter(part => part !== '').join(' ')
    const trained = await trainRow(settings, splits.validation, {
      seed,
      threads,
      folder: join(values.folder, name.replaceAll(/[^\w.]+/g, '-')),
      onProgress: text => console.log(`${name}: ${text}`),
    })
    const { recommender, ...measured } = trained
    const result = { row, change, seed, ...measured }
    if (values.choose) results.add(result)
    else {
      const first = await firstStage(recommender, splits.test, { threads })
      const found = stage(await wholeCatalogue(splits.test, first.scorer))
      const hasRanker = (settings.training.weights?.ranker ?? 0.1) > 0
      const ordered = hasRanker && stage(await rankedLists(splits.test, first, { recommender, candidates }))
      results.add({ ...result, first: found, ...(ordered && { final: ordered }) })
      await first.close()
    }
    await recommender.close()
  }
reportStudy(results.lines, { splits, candidates, folder: values.folder })

function stage({ places, lists }: CatalogueResult): StageResult {
  return { places: [...places], ...listProperties(splits.test, lists) }
}
