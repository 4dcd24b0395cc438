import { textEncoder } from '@towerkit/text-encoder'
import { splitIdentifiers, type ApiItem } from './corpus/index.ts'
import { openIndex } from './index-documents.ts'
import type { Workspace } from './workspace.ts'

/** One declaration that answers a query. */
export interface Answer { readonly item: ApiItem; readonly score: number }

/** Finds the declarations for a description, with the small query tower and the stored document vectors. */
export async function answerQuery(query: string, items: readonly ApiItem[], workspace: Workspace, { limit = 5 }: { readonly limit?: number } = {}): Promise<{ answers: Answer[]; milliseconds: number }> {
  await using encoder = await textEncoder(workspace.path('student-query'))
  await using index = await openIndex(workspace)
  const byId = new Map(items.map(item => [item.id, item]))
  const ask = async () => (await index.search(await encoder.encodeQueries([splitIdentifiers(query)]), limit))[0]!
  await ask()
  const started = performance.now()
  const hits = await ask()
  return { answers: hits.map(({ key, score }) => ({ item: byId.get(key)!, score })), milliseconds: performance.now() - started }
}

/** Answers for a terminal. */
export function formatAnswers(query: string, { answers, milliseconds }: { readonly answers: readonly Answer[]; readonly milliseconds: number }): string {
  const entries = answers.map(({ item, score }, i) => `${i + 1}. ${item.name}  (${item.module}, ${score.toFixed(3)})\n   ${item.signature.slice(0, 110)}\n   ${item.description.slice(0, 110)}`)
  return [`"${query}", answered in ${milliseconds.toFixed(1)} ms:`, ...entries].join('\n')
}
