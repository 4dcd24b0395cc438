import type { Command } from './command.ts'
import { picturesCommands } from './pictures-commands.ts'
import { recommendCommands } from './recommend-commands.ts'

/** A command, loaded when it is called: each brings packages of its own. */
export interface NamedCommand {
  readonly summary: string
  load(): Promise<Command>
}

/** Every command, in the order in which they are used. */
export const commands: Readonly<Record<string, NamedCommand>> = {
  prepare: {
    summary: 'take in documents, and make pairs to train on and held-out queries to test with',
    load: async () => (await import('./prepare.ts')).prepare,
  },
  train: {
    summary: 'train two large towers, one for queries and one for documents',
    load: async () => (await import('./train.ts')).train,
  },
  distil: {
    summary: 'make a small query tower that gives the vectors of the large one',
    load: async () => (await import('./distil.ts')).distil,
  },
  embed: {
    summary: 'encode the documents that have no vectors of the present document tower',
    load: async () => (await import('./embed.ts')).embed,
  },
  index: {
    summary: 'build the index of the stored vectors',
    load: async () => (await import('./index-command.ts')).indexCommand,
  },
  search: { summary: 'answer a query', load: async () => (await import('./search.ts')).search },
  evaluate: {
    summary: 'compare the towers with BM25 on the held-out queries',
    load: async () => (await import('./evaluate.ts')).evaluate,
  },
  status: { summary: 'say what is there and how it answers', load: async () => (await import('./status.ts')).status },
  serve: {
    summary: 'answer over HTTP, with a page to search on',
    load: async () => (await import('./serve.ts')).serve,
  },
  bench: {
    summary: 'measure latency and throughput of the search in this process',
    load: async () => (await import('./bench.ts')).bench,
  },
  demo: {
    summary: 'all of it, on the TypeScript declarations that came with the install',
    load: async () => (await import('./demo.ts')).demo,
  },
  ...recommendCommands,
  ...picturesCommands,
}
