import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jsonLines, splitByHash } from '@towerkit/datasets'

/** A query and the document that answers it. */
interface Judged {
  readonly query: string
  readonly document: string
}

interface Stamp {
  readonly text: string
  readonly texts: Readonly<Record<string, string>>
}

interface Emoji {
  readonly id: string
  readonly name: string
  readonly group: string
  readonly subgroup: string
  readonly shortcodes: readonly string[]
}

/**
 * Sets on which a search is judged, by name: each gives the folder of a BEIR layout, which it makes in `folder` where
 * the set has another one.
 */
export const retrievalSets: Readonly<Record<string, (data: string, folder: string) => Promise<string>>> = {
  scifact: async data => join(data, 'scifact'),

  /** English sentences, asked for in French: no word of most queries is in their document. */
  async stamps(data, folder) {
    const stamps = await rowsOf<Stamp>(join(data, 'stamps', 'metadata.jsonl'))
    const documents = new Map([...new Set(stamps.map(({ text }) => text))].map((text, i) => [text, `${i}`]))
    const judged = new Map(
      stamps.flatMap(({ text, texts: { fr } }) =>
        fr === undefined ? [] : [[`${fr}\n${text}`, { query: fr, document: documents.get(text)! }] as const],
      ),
    )
    return writeBeir(folder, new Map([...documents].map(([text, id]) => [id, text])), [...judged.values()])
  },

  /** Names and groups of emoji, asked for by their short codes. */
  async emoji(data, folder) {
    const emoji = await rowsOf<Emoji>(join(data, 'emoji', 'metadata.jsonl'))
    const documents = new Map(emoji.map(({ id, name, group, subgroup }) => [id, `${name}. ${group}: ${subgroup}`]))
    const judged = emoji.flatMap(({ id, shortcodes }) =>
      shortcodes.map(code => ({ query: code.replaceAll(/[-_:]+/g, ' ').trim(), document: id })),
    )
    return writeBeir(folder, documents, judged)
  },
}

async function rowsOf<Row>(path: string): Promise<Row[]> {
  const rows: Row[] = []
  for await (const { value } of jsonLines(path)) rows.push(value as Row)
  return rows
}

/** A folder in the layout of BEIR, four fifths of whose queries are for training. */
async function writeBeir(
  folder: string,
  documents: ReadonlyMap<string, string>,
  judged: readonly Judged[],
): Promise<string> {
  const answers = new Map<string, string[]>()
  for (const { query, document } of judged) answers.set(query, [...(answers.get(query) ?? []), document])
  const queries = [...answers].map(([text, relevant], i) => ({ id: `q${i}`, text, relevant }))
  const { train, test } = splitByHash(queries, { key: ({ text }) => text, shares: { train: 0.8, test: 0.2 } })
  const write = (name: string, lines: readonly string[]) => writeFile(join(folder, name), `${lines.join('\n')}\n`)
  await mkdir(join(folder, 'qrels'), { recursive: true })
  await write(
    'corpus.jsonl',
    [...documents].map(([_id, text]) => JSON.stringify({ _id, title: '', text })),
  )
  await write(
    'queries.jsonl',
    queries.map(({ id, text }) => JSON.stringify({ _id: id, text })),
  )
  for (const [name, part] of Object.entries({ train, test }))
    await write(`qrels/${name}.tsv`, [
      'query-id\tcorpus-id\tscore',
      ...part.flatMap(({ id, relevant }) => relevant.map(document => `${id}\t${document}\t1`)),
    ])
  return folder
}
