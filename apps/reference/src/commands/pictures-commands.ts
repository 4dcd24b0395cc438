import type { NamedCommand } from './index.ts'

/** Commands of two words: `towerkit pictures ...`. */
export const picturesCommands: Readonly<Record<string, NamedCommand>> = {
  'pictures index': {
    summary: 'find the objects in a folder of pictures, once a picture',
    load: async () => (await import('./pictures-index.ts')).picturesIndex,
  },
  'pictures find': {
    summary: 'find pictures by words for the objects in them',
    load: async () => (await import('./pictures-find.ts')).picturesFind,
  },
  'pictures like': {
    summary: 'find more objects like one in a picture',
    load: async () => (await import('./pictures-like.ts')).picturesLike,
  },
  'pictures serve': {
    summary: 'answer over HTTP, with a page of pictures and boxes',
    load: async () => (await import('./pictures-serve.ts')).picturesServe,
  },
}
