import { row, type Vectors } from '@towerkit/core'

/** Share of queries whose own document is among the first k, by the dot product. */
export function recallAt(
  k: number,
  queries: Vectors,
  documents: Vectors,
  /** The document of each query, by number. */
  answers: readonly number[],
): number {
  const found = answers.filter((answer, i) => {
    const query = row(queries, i)
    const scoreOf = (document: number) => {
      const other = row(documents, document)
      let sum = 0
      for (let at = 0; at < query.length; at++) sum += query[at]! * other[at]!
      return sum
    }
    const own = scoreOf(answer)
    let better = 0
    for (let document = 0; document < documents.count && better < k; document++)
      if (document !== answer && scoreOf(document) >= own) better++
    return better < k
  })
  return found.length / answers.length
}
