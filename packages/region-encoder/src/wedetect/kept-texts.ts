import { vectors, type Encoder, type Vectors } from '@towerkit/core'

/**
 * Encodes each text once and keeps its vector, of length 1.
 *
 * @param folded Appends a 1, for regions with scale and bias folded in.
 */
export function keptTexts(
  text: Encoder<string>,
  folded: boolean,
): (texts: readonly string[], options: { readonly signal?: AbortSignal | undefined }) => Promise<Vectors> {
  const kept = new Map<string, Float32Array>()
  return async (texts, { signal }) => {
    const missing = [...new Set(texts)].filter(each => !kept.has(each))
    if (missing.length > 0) {
      const { data, dimensions } = await text.encode(missing, signal ? { signal } : {})
      missing.forEach((each, i) => {
        const row = data.subarray(i * dimensions, (i + 1) * dimensions)
        const length = Math.hypot(...row) || 1
        kept.set(each, Float32Array.from([...row.map(value => value / length), ...(folded ? [1] : [])]))
      })
    }
    return vectors(
      texts.map(each => kept.get(each)!),
      text.dimensions + Number(folded),
    )
  }
}
