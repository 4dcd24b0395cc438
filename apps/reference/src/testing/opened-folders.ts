import { createInterface } from 'node:readline'
import { TowerkitError } from '@towerkit/core'
import { openSearchService } from '../search/open-search-service.ts'

/**
 * For programs that damage workspaces: reads requests as JSON lines `{ folder, ids, queries }` from standard input,
 * opens each folder, and writes a line with its documents and answers, or with the code of the error.
 */
interface Request {
  readonly folder: string
  readonly ids: readonly string[]
  readonly queries: readonly string[]
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answers(JSON.parse(line) as Request))}\n`)
}

async function answers({ folder, ids, queries }: Request): Promise<unknown> {
  try {
    await using service = await openSearchService(folder)
    const documents = await Promise.all(ids.map(id => service.document(id)))
    const modes = service.status().dense ? (['lexical', 'dense', 'hybrid'] as const) : (['lexical'] as const)
    const hits = await Promise.all(
      modes.flatMap(mode =>
        queries.map(async query =>
          (await service.search({ query, mode })).hits.map(({ id, passage }) => [id, passage]),
        ),
      ),
    )
    return { documents, hits }
  } catch (error) {
    return TowerkitError.is(error) ? { refused: error.code } : { error: String((error as Error).stack) }
  }
}
