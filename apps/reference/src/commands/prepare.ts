import { readPairs, type SkippedFile } from '@towerkit/datasets'
import { preparedFiles, type TrainingPair } from '../prepare/prepared-data.ts'
import { openSource } from '../prepare/open-source.ts'
import { prepareWorkspace } from '../prepare/prepare-workspace.ts'
import { withStore } from '../stages/stage-context.ts'
import { counted, type Command } from './command.ts'

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
    language: {
      type: 'string',
      value: '<code|none|detect>',
      help: 'stems and stop words: en, de, fr, ...; none; or detect for each document by itself; default en, or as before',
    },
    pairs: { type: 'string', value: '<file>', help: 'more pairs to train on: a table with columns query and positive' },
  },
  async run({ workspace, progress, signal, options, parameters: [name], say }) {
    progress.stage('Reading documents')
    const skipped: SkippedFile[] = []
    const source = await openSource(name!, { onSkipped: file => skipped.push(file) })
    const pairs: TrainingPair[] = []
    if (typeof options['pairs'] === 'string')
      for await (const { query, positive } of readPairs(options['pairs'], { signal }))
        pairs.push({ query, text: positive })
    try {
      const result = await withStore({ workspace }, store =>
        prepareWorkspace(store, source, {
          workspace,
          signal,
          ...(typeof options['language'] === 'string' && { language: options['language'] }),
          pairs,
          onProgress: documents => progress.update(undefined, counted(documents, 'document')),
        }),
      )
      const { documents, passages, stored, removed, pairs: pairCount, queries } = result
      progress.done(`${counted(documents, 'document')}, ${counted(passages, 'passage')}`)
      return {
        text: [
          `${counted(documents, 'document')} (${stored} new or changed, ${removed} removed), ` +
            `${counted(pairCount, 'pair')} in ${preparedFiles.pairs}, ` +
            `${counted(queries, 'held-out query', 'held-out queries')} in ${preparedFiles.queries}`,
          ...(pairCount === 0
            ? [
                'Without pairs there is nothing to train on: words can be searched. Give pairs with --pairs, or ' +
                  'documents with titles or several sentences.',
              ]
            : []),
        ].join('\n'),
        json: {
          ...result,
          skipped: skipped.map(({ path, reason, error }) => ({
            path,
            reason,
            ...(error && { message: error.message }),
          })),
        },
      }
    } finally {
      for (const line of unreadLines(skipped)) say(line)
    }
  },
}

/** Most files that are told. */
const mostTold = 10

/** The files that a user may have thought to be read. */
function unreadLines(skipped: readonly SkippedFile[]): string[] {
  const unread = skipped.filter(({ reason }) => reason !== 'unsupported')
  const lines = unread
    .slice(0, mostTold)
    .map(({ path, reason, error }) => `Not read: ${error?.message ?? `"${path}" (${reason})`}`)
  return unread.length > mostTold ? [...lines, `Not read: ${unread.length - mostTold} more; --json names all`] : lines
}
