import { readPairs, type SkippedFile } from '@towerkit/datasets'
import { leftOutLine } from '../prepare/left-out.ts'
import { openSource, sourceName } from '../prepare/open-source.ts'
import { preparedFiles, type TrainingPair } from '../prepare/prepared-data.ts'
import { prepareWorkspace, type Prepared } from '../prepare/prepare-workspace.ts'
import { withStore } from '../stages/stage-context.ts'
import { counted, type Command } from './command.ts'
import { readSourceOptions, sourceOptions } from './prepare-options.ts'
import { skippedLines } from './skipped-lines.ts'

export const prepare: Command = {
  parameters: '<source>',
  parameterCount: [1, 1],
  details: `<source> is one of
  a folder of Markdown, HTML, text, PDF, Word, notebook and source files: each section is a document, its title
  asks for it
  a file: .jsonl, .json, .csv, .tsv (also .gz) or .parquet with columns id, title and text; or a single document
  a folder in the layout of BEIR: the judgements of "train" are the pairs, those of "test" the held-out queries
  api: the TypeScript declarations that came with the install

Run it again when the source has changed: what is as before keeps its vectors. Run it with other
sources to search them together.`,
  options: {
    ...sourceOptions,
    language: {
      type: 'string',
      value: '<code|none|detect>',
      help:
        'stems and stop words: en, de, fr, ...; none; or detect for each document by itself; default en, or as ' +
        'before',
    },
    pairs: { type: 'string', value: '<file>', help: 'more pairs to train on: a table with columns query and positive' },
    prefix: { type: 'string', value: '<text>', help: 'before each id, to tell sources apart; kept for later runs' },
    replace: { type: 'boolean', help: 'remove the documents of all other sources' },
  },
  async run({ workspace, progress, signal, options, parameters: [name], say }) {
    progress.stage('Reading documents')
    const skipped: SkippedFile[] = []
    const source = await openSource(name!, { ...readSourceOptions(options), onSkipped: file => skipped.push(file) })
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
          name: sourceName(name!),
          prefix: options['prefix'] as string | undefined,
          replace: options['replace'] === true,
          onProgress: documents => progress.update(undefined, counted(documents, 'document')),
        }),
      )
      progress.done(`${counted(result.documents, 'document')}, ${counted(result.passages, 'passage')}`)
      for (const each of result.leftOut) say(leftOutLine(each))
      return {
        text: summary(result),
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
      for (const line of skippedLines(skipped)) say(line)
    }
  },
}

function summary({ documents, stored, removed, pairs, queries, sources }: Prepared): string {
  return [
    `${counted(documents, 'document')} (${stored} new or changed, ${removed} removed), ` +
      `${counted(pairs, 'pair')} in ${preparedFiles.pairs}, ` +
      `${counted(queries, 'held-out query', 'held-out queries')} in ${preparedFiles.queries}`,
    ...(sources.length > 1 ? [`${sources.length} sources: ${sources.join(', ')}`] : []),
    ...(pairs === 0
      ? [
          'Without pairs there is nothing to train on: words can be searched. Give pairs with --pairs, or ' +
            'documents with titles or several sentences.',
        ]
      : []),
    ...(queries === 0
      ? ['Without held-out queries nothing can be evaluated. Give some with --queries and --qrels.']
      : []),
  ].join('\n')
}
