/** Fewer queries have no interval worth the name. */
export const fewestQueries = 5

/** A word of caution about very few held-out queries; undefined of more. */
export function caution(queries: number): string | undefined {
  if (queries >= fewestQueries) return undefined
  return (
    `${queries} held-out ${queries === 1 ? 'query says' : 'queries say'} next to nothing: take these numbers as an ` +
    'example, not as a measurement. Prepare more documents or more judgements.'
  )
}
