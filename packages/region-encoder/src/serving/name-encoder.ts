import { ArgumentError, vectors, type Encoder, type Vectors } from '@towerkit/core'
import type { Session } from '@towerkit/runtime'
import type { HeadConfig } from '../head/head-config.ts'

/** Texts to the vectors that regions are compared with. */
export interface NameEncoder {
  encode(texts: readonly string[], options?: { readonly signal?: AbortSignal }): Promise<Vectors>
  /** Forgets what depends on the weights of the head. */
  renew(): void
}

/** Texts that are kept at once; the oldest are forgotten. */
const mostKept = 100_000

/**
 * Encodes each text once by the text encoder and once by the head, and keeps both.
 *
 * @param open The session of `namesModel`.
 */
export function nameEncoder(
  text: Encoder<string>,
  { dimensions, textDimensions }: HeadConfig,
  open: () => Promise<Session>,
): NameEncoder {
  const encoded = new Map<string, Float32Array>()
  const placed = new Map<string, Float32Array>()

  const rowsOf = async (
    kept: Map<string, Float32Array>,
    names: readonly string[],
    encode: (missing: readonly string[]) => Promise<Vectors>,
  ) => {
    const missing = [...new Set(names)].filter(name => !kept.has(name))
    const rows = new Map(names.flatMap(name => (kept.has(name) ? [[name, kept.get(name)!] as const] : [])))
    if (missing.length > 0) {
      const { data, dimensions: width } = await encode(missing)
      missing.forEach((name, i) => rows.set(name, data.slice(i * width, (i + 1) * width)))
    }
    for (const name of missing) kept.set(name, rows.get(name)!)
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break
      kept.delete(oldest)
    }
    return names.map(name => rows.get(name)!)
  }

  return {
    async encode(texts, { signal } = {}) {
      requireTexts(texts)
      const rows = await rowsOf(placed, texts, async missing => {
        const given = await rowsOf(encoded, missing, each => text.encode(each, signal ? { signal } : {}))
        const { data } = vectors(given, textDimensions)
        const session = await open()
        const { names } = await session.run({
          texts: { dtype: 'float32', shape: [missing.length, textDimensions], data },
        })
        const rows = vectors(names!.data as Float32Array, dimensions)
        return vectors(
          missing.map((_, i) => [...rows.data.subarray(i * dimensions, (i + 1) * dimensions), 1]),
          dimensions + 1,
        )
      })
      return vectors(rows, dimensions + 1)
    },
    renew: () => placed.clear(),
  }
}

function requireTexts(texts: readonly string[]): void {
  if (!Array.isArray(texts))
    throw new ArgumentError(`encodeText: the texts are ${typeof texts}. Give a list, such as [text].`, { texts })
  const wrong = texts.findIndex(text => typeof text !== 'string' || text.trim() === '')
  if (wrong !== -1)
    throw new ArgumentError(`encodeText: text ${wrong} of ${texts.length} is empty or no text. Give words.`, {
      index: wrong,
    })
}
