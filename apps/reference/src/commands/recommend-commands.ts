import type { NamedCommand } from './index.ts'

/** Commands of two words: `towerkit recommend ...`. */
export const recommendCommands: Readonly<Record<string, NamedCommand>> = {
  'recommend prepare': {
    summary: 'take in who had what and when, and what is known of the items',
    load: async () => (await import('./recommend-prepare.ts')).recommendPrepare,
  },
  'recommend train': {
    summary: 'train a recommender on it',
    load: async () => (await import('./recommend-train.ts')).recommendTrain,
  },
  'recommend evaluate': {
    summary: 'compare it with popularity and item neighbours on held-out events',
    load: async () => (await import('./recommend-evaluate.ts')).recommendEvaluate,
  },
  'recommend for': {
    summary: 'recommend items to somebody who had others',
    load: async () => (await import('./recommend-for.ts')).recommendFor,
  },
  'recommend serve': {
    summary: 'recommend over HTTP, with a page to try it on',
    load: async () => (await import('./recommend-serve.ts')).recommendServe,
  },
}
