import { readFile } from 'node:fs/promises'
import { reportMarkdown } from '@towerkit/evaluation/report'
import { writeFileAtomically } from '@towerkit/runtime'
import { evaluateSearch, type SearchEvaluation } from '../evaluation/evaluate-search.ts'
import { reportPage } from '../evaluation/report-page.ts'
import { aboutReport, reportTable, type SearchReport } from '../evaluation/search-report.ts'
import { loadTestQueries, loadTrainingPairs } from '../prepare/load-training-data.ts'
import { preparedFiles } from '../prepare/prepared-data.ts'
import type { Store } from '../store/store.ts'
import { writeChoices } from '../towers/search-choice.ts'
import { latestTowers, towerFolders, type TowerSet } from '../towers/tower-sets.ts'
import { embedStage } from './index-stage.ts'
import { fileDigest, towersChanged, withStore, type StageContext } from './stage-context.ts'

/** Names of the report in a workspace. */
export const reportFiles = { json: 'report.json', markdown: 'report.md', html: 'report.html' } as const

/**
 * Evaluates the search on the held-out queries, writes the report and keeps beside the towers how searches are answered
 * best, unless all that is there. Documents that have no vectors of the newest towers are encoded first.
 */
export async function evaluateStage(context: StageContext): Promise<SearchReport> {
  const { workspace, progress, signal } = context
  const towers = await latestTowers(workspace)
  if (towers !== undefined) await embedUnlessDone(context, towers)
  return withStore(context, async store => {
    const wanted = {
      documents: [store.lastChange(), store.counts().documents],
      queries: await fileDigest(context, preparedFiles.queries),
      towers: towers && [
        towers.number,
        ...(await Promise.all(
          Object.values(towerFolders).map(folder => fileDigest(context, `towers/${towers.number}/${folder}.seal.json`)),
        )),
      ],
    }
    await workspace.stage('report', wanted, async () => {
      progress.stage('Evaluating')
      const evaluation = await evaluateSearch(store, {
        workspace,
        towers,
        queries: await loadTestQueries(workspace),
        pairs: await loadTrainingPairs(workspace),
        progress,
        signal,
      })
      await writeReport(context, evaluation)
      if (towers !== undefined) await keepChoices(store, towers, evaluation)
      progress.done(`${evaluation.summary.queries} queries`)
    })
    return JSON.parse(await readFile(workspace.path(reportFiles.json), 'utf8')) as SearchReport
  })
}

async function embedUnlessDone(context: StageContext, { documentDigest }: TowerSet): Promise<void> {
  const isDone = await withStore(context, async store => {
    const { documents, encoded } = store.counts(documentDigest)
    return documents === encoded && store.adoptModel(documentDigest)
  })
  if (!isDone) await embedStage(context)
}

async function keepChoices(store: Store, towers: TowerSet, { choices }: SearchEvaluation): Promise<void> {
  await writeChoices(towers, choices)
  towersChanged(store)
}

async function writeReport({ workspace }: StageContext, { summary, details }: SearchEvaluation): Promise<void> {
  const write = (name: string, text: string) =>
    writeFileAtomically(workspace.path(name), [new TextEncoder().encode(text)])
  const { head, rows } = reportTable(summary)
  const table = [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
  const opening = details === undefined ? '# Search on held-out queries\n' : reportMarkdown(details)
  await write(reportFiles.json, JSON.stringify(summary, undefined, 2))
  await write(reportFiles.markdown, `${[opening, ...summary.notes, `${aboutReport(summary)}:`, table].join('\n\n')}\n`)
  await write(reportFiles.html, await reportPage(summary, details))
}
