/**
 * Prints the corpus of the demo with its split as JSON, for programs outside the app: documents, pairs, held-out
 * queries.
 */
import { readApiCorpus, splitCorpus, type ApiItem } from './corpus/index.ts'

const items: ApiItem[] = []
for await (const item of readApiCorpus()) items.push(item)
process.stdout.write(JSON.stringify(splitCorpus(items)))
