import { readFile } from 'node:fs/promises'
import { writeFileAtomically } from '@towerkit/runtime'
import { answerQuery, formatAnswers } from './answer-query.ts'
import { loadApiSearchData, trainingData } from './api-search-data.ts'
import { distilQueryTower } from './distil-query-tower.ts'
import { evaluateSearch, formatReport, type SearchReport } from './evaluate-search.ts'
import { indexDocuments } from './index-documents.ts'
import type { Progress } from './progress.ts'
import { demoSettings, type TowerSettings } from './settings.ts'
import { trainTowers } from './train-towers.ts'
import { openWorkspace } from './workspace.ts'

/** Asked when the user asks nothing. */
const defaultQuery = 'watch a file for changes'

/**
 * The whole pipeline on the declaration files that came with the install: read, train two towers, distil the query tower,
 * index, evaluate against BM25, answer a query. What a run before has finished is taken as it is.
 *
 * @returns the text to print.
 */
export async function runDemo(folder: string, query: string | undefined, progress: Progress): Promise<string> {
  const settings = demoSettings
  const workspace = await openWorkspace(folder)
  const { items, split } = await loadApiSearchData(workspace, progress)
  const stage = async (name: string, title: string, work: () => Promise<string>) => workspace.stage(name, settings, async () => {
    progress.stage(title)
    progress.done(await work())
  })

  await stage('towers', 'Training two towers', async () => {
    await trainTowers(trainingData(split()), settings, { workspace, progress })
    return sizeOf(settings.teacher)
  })
  await stage('student', 'Distilling the query tower', async () => {
    await distilQueryTower(trainingData(split()), settings, { workspace, progress })
    return sizeOf(settings.student)
  })
  await stage('index', 'Indexing', async () => {
    await indexDocuments(split(), workspace, progress)
    return `${split().documents.length} documents`
  })
  const reportPath = workspace.path('report.json')
  await stage('report', 'Evaluating', async () => {
    const report = await evaluateSearch(split(), workspace, progress)
    await writeFileAtomically(reportPath, [new TextEncoder().encode(JSON.stringify(report, undefined, 2))])
    return `${report.queries} queries`
  })
  const report = JSON.parse(await readFile(reportPath, 'utf8')) as SearchReport
  const question = query ?? defaultQuery
  return `\n${formatReport(report)}\n\n${formatAnswers(question, await answerQuery(question, items, workspace))}\n`
}

function sizeOf({ layers, width, steps }: TowerSettings): string {
  return `${layers === 0 ? 'the mean of words' : `${layers} transformer ${layers === 1 ? 'block' : 'blocks'}`}, ${width} wide, ${steps} steps`
}
