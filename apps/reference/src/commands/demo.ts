import { openSource } from '../prepare/open-source.ts'
import { prepareWorkspace } from '../prepare/prepare-workspace.ts'
import { formatReport } from '../evaluation/search-report.ts'
import { openSearchService } from '../search/open-search-service.ts'
import { demoSettings } from '../settings.ts'
import { distilStage } from '../stages/distil-stage.ts'
import { evaluateStage } from '../stages/evaluate-stage.ts'
import { embedStage, indexStage } from '../stages/index-stage.ts'
import { requireTowers, withStore, type StageContext } from '../stages/stage-context.ts'
import { trainStage } from '../stages/train-stage.ts'
import type { Command } from './command.ts'
import { formatAnswer } from './search.ts'

/** Asked when the user asks nothing. */
const defaultQuery = 'watch a file for changes'

export const demo: Command = {
  parameters: '[description of an API]',
  parameterCount: [0, Infinity],
  details: `Trains a search over the declarations, compares it with BM25 on modules that it has never seen,
and finds the declaration that you describe. The first run takes a few minutes, later ones seconds.
Afterwards: towerkit serve --folder .towerkit/demo`,
  options: {},
  folder: '.towerkit/demo',
  async run(context) {
    const { workspace, signal, parameters } = context
    await prepareStage(context)
    await trainStage(context, { settings: demoSettings })
    const towers = await requireTowers(workspace)
    await distilStage(context, { settings: demoSettings, towers })
    await workspace.stage('encoded', { towers: towers.number }, async () => {
      await embedStage(context)
      await indexStage(context)
    })
    const report = await evaluateStage(context)
    await using service = await openSearchService(workspace.folder, { signal })
    const query = parameters.join(' ') || defaultQuery
    const request = { query, limit: 5, signal }
    // The first answer pays for the loading of the towers.
    await service.search(request)
    const answer = await service.search(request)
    return { text: `\n${formatReport(report)}\n\n${formatAnswer(query, answer)}`, json: { report, answer } }
  },
}

async function prepareStage(context: StageContext): Promise<void> {
  const { workspace, progress, signal } = context
  await workspace.stage('prepared', { source: 'api' }, async () => {
    progress.stage('Reading declarations')
    const source = await openSource('api')
    const { documents, pairs, queries } = await withStore(context, store =>
      prepareWorkspace(store, source, {
        workspace,
        signal,
        name: 'api',
        onProgress: found => progress.update(undefined, `${found} declarations`),
      }),
    )
    progress.done(
      `${documents} documented declarations, ${pairs} pairs to train on, ${queries} queries of held-out modules`,
    )
  })
}
