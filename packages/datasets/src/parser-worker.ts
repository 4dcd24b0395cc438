import { parentPort } from 'node:worker_threads'
import { docxSections } from './parsing/docx-sections.ts'
import { parquetContents, parquetGroup } from './parsing/parquet-groups.ts'
import { pdfPages } from './parsing/pdf-pages.ts'

/** What the thread can do, by name; each takes and gives what can be sent between threads. */
const tasks = { docxSections, parquetContents, parquetGroup, pdfPages }

/** Names of the tasks with what they take and give. */
export type ParserTasks = typeof tasks

/** What the thread is sent. */
export interface ParserRequest {
  readonly task: keyof ParserTasks
  readonly input: unknown
}

/** What the thread answers. */
export type ParserReply = { readonly result: unknown } | { readonly failure: string }

// Parsers of damaged files leave promises behind that no one waits for. In a program's own thread each would end the
// program.
process.on('unhandledRejection', () => {})

parentPort?.on('message', ({ task, input }: ParserRequest) => {
  void (tasks[task] as (input: unknown) => Promise<unknown>)(input).then(
    result => parentPort!.postMessage({ result } satisfies ParserReply),
    (cause: unknown) =>
      parentPort!.postMessage({
        failure: cause instanceof Error ? cause.message : String(cause),
      } satisfies ParserReply),
  )
})
