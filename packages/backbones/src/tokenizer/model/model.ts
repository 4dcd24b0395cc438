/** Turns one piece of a text into ids, and adds them to a list. */
export type Model = (piece: string, ids: number[]) => void

/** A model that caches its results for short pieces, since texts repeat their words. */
export function remembering(encode: (piece: string) => readonly number[]): Model {
  const cache = new Map<string, readonly number[]>()
  return (piece, ids) => {
    let known = cache.get(piece)
    if (known === undefined) {
      known = encode(piece)
      if (piece.length <= longestRemembered) {
        if (cache.size >= mostRemembered) cache.clear()
        cache.set(piece, known)
      }
    }
    for (const id of known) ids.push(id)
  }
}

const mostRemembered = 2 ** 16
/** Longer pieces are seldom seen twice. */
const longestRemembered = 64
