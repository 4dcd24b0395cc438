import { readFile } from 'node:fs/promises'
import { splitByHash } from '@towerkit/datasets'
import { evaluate, qrelsFrom, runFrom } from '@towerkit/evaluation'

interface JudgedQuery {
  readonly id: string
  readonly text: string
  readonly relevant: Readonly<Record<string, number>>
}

/**
 * nDCG@10 of a running server in each mode on the development queries: those of the held-out queries of a workspace by
 * which `evaluate` chooses. Asked over HTTP, as people ask, and not read from the report.
 *
 * @param queriesFile The workspace's held-out queries.
 */
export async function developmentQuality(
  url: string,
  queriesFile: string,
): Promise<Readonly<Record<'lexical' | 'dense' | 'hybrid', number>>> {
  const lines = (await readFile(queriesFile, 'utf8')).trim().split('\n')
  const all = lines.map(line => JSON.parse(line) as JudgedQuery)
  const shares = { development: 0.5, others: 0.5 }
  const { development } = splitByHash(all, { key: ({ id }) => id, shares })
  const qrels = qrelsFrom(
    development.flatMap(({ id, relevant }) =>
      Object.entries(relevant).map(([document, relevance]) => ({ query: id, document, relevance })),
    ),
  )
  const quality = async (mode: string) => {
    const rows = []
    for (const { id, text } of development) {
      const response = await fetch(new URL('/v1/search', url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: text, mode, limit: 10 }),
      })
      if (!response.ok) throw new Error(`"${text}" (${mode}): ${response.status} ${await response.text()}`)
      const { hits } = (await response.json()) as { readonly hits: readonly { readonly id: string }[] }
      rows.push(...hits.map((hit, place) => ({ query: id, document: hit.id, score: -place })))
    }
    return evaluate({ qrels, run: runFrom(rows), measures: ['nDCG@10'] }).mean['nDCG@10']
  }
  return { lexical: await quality('lexical'), dense: await quality('dense'), hybrid: await quality('hybrid') }
}
