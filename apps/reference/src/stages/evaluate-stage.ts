import { readFile } from 'node:fs/promises'
import { reportHtml, reportMarkdown } from '@towerkit/evaluation/report'
import { writeFileAtomically } from '@towerkit/runtime'
import { evaluateSearch } from '../evaluate-search.ts'
import { loadTestQueries } from '../prepare/load-training-data.ts'
import { preparedFiles } from '../prepare/prepared-data.ts'
import { aboutReport, reportTable, type SearchReport } from '../search-report.ts'
import { towerFolders } from '../towers/open-tower.ts'
import { fileDigest, withStore, type StageContext } from './stage-context.ts'

/** Names of the report in a workspace. */
export const reportFiles = { json: 'report.json', markdown: 'report.md', html: 'report.html' } as const

/** Evaluates the search on the held-out queries and writes the report, unless that is there. */
export async function evaluateStage(context: StageContext): Promise<SearchReport> {
  const { workspace, progress, signal } = context
  return withStore(context, async store => {
    const wanted = {
      generation: store.generation(),
      queries: await fileDigest(context, preparedFiles.queries),
      towers: await Promise.all(Object.values(towerFolders).map(folder => fileDigest(context, `${folder}.seal.json`))),
    }
    await workspace.stage('report', wanted, async () => {
      progress.stage('Evaluating')
      const { summary, details } = await evaluateSearch(store, {
        workspace,
        queries: await loadTestQueries(workspace),
        progress,
        signal,
      })
      const write = (name: string, text: string) =>
        writeFileAtomically(workspace.path(name), [new TextEncoder().encode(text)])
      const { head, rows } = reportTable(summary)
      await write(reportFiles.json, JSON.stringify(summary, undefined, 2))
      await write(
        reportFiles.markdown,
        `${reportMarkdown(details)}\n${aboutReport(summary)}:\n\n${[head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')}\n`,
      )
      await write(
        reportFiles.html,
        await reportHtml(details, {
          sections: [
            {
              heading: 'Speed',
              text:
                `${aboutReport(summary)}. Queries per second are of whole answers, all in one batch; encoded per ` +
                'second of the query tower alone.',
              table: { head, rows },
            },
          ],
        }),
      )
      progress.done(`${summary.queries} queries`)
    })
    return JSON.parse(await readFile(workspace.path(reportFiles.json), 'utf8')) as SearchReport
  })
}
