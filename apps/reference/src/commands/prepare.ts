import { readPairs } from '@towerkit/datasets'
import { preparedFiles, type TrainingPair } from '../prepare/prepared-data.ts'
import { openSource } from '../prepare/open-source.ts'
import { prepareWorkspace } from '../prepare/prepare-workspace.ts'
import { withStore } from '../stages/stage-context.ts'
import type { Command } from './command.ts'

export const prepare: Command = {
  parameters: '<source>',
  parameterCount: [1, 1],
  details: `<source> is one of
  a folder of Markdown, HTML, text, PDF and source files: each section is a document, its heading asks for it
  a file: .jsonl, .csv, .tsv (also .gz) or .parquet with columns id, title and text; or a single document
  a folder in the layout of BEIR: the judgements of "train" are the pairs, those of "test" the held-out queries
  api: the TypeScript declarations that came with the install

Run it again when the source has changed: what is as before keeps its vectors.`,
  options: {
    pairs: { type: 'string', value: '<file>', help: 'more pairs to train on: a table with columns query and positive' },
  },
  async run({ workspace, progress, signal, options, parameters: [name] }) {
    progress.stage('Reading documents')
    const skipped: { path: string; reason: string }[] = []
    const source = await openSource(name!, { onSkipped: ({ path, reason }) => skipped.push({ path, reason }) })
    const pairs: TrainingPair[] = []
    if (typeof options['pairs'] === 'string') for await (const { query, positive } of readPairs(options['pairs'], { signal })) pairs.push({ query, text: positive })
    const result = await withStore({ workspace }, store => prepareWorkspace(store, source, { workspace, signal, pairs, onProgress: documents => progress.update(0, `${documents} documents`) }))
    const { documents, passages, stored, removed, pairs: pairCount, queries } = result
    progress.done(`${documents} documents, ${passages} passages`)
    const unread = skipped.filter(({ reason }) => reason !== 'unsupported')
    return {
      text: [
        `${documents} documents (${stored} new or changed, ${removed} removed), ${pairCount} pairs in ${preparedFiles.pairs}, ${queries} held-out queries in ${preparedFiles.queries}`,
        ...(unread.length > 0 ? [`Not read: ${unread.slice(0, 10).map(({ path, reason }) => `${path} (${reason})`).join(', ')}${unread.length > 10 ? ` and ${unread.length - 10} more` : ''}`] : []),
      ].join('\n'),
      json: { ...result, skipped },
    }
  },
}
