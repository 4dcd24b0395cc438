import { setImmediate } from 'node:timers/promises'

/** Milliseconds that tokenising may keep the event loop to itself. */
const turnMs = 4
/** Texts between two looks at the clock. */
const step = 8

/** Tokenises many texts and lets the event loop turn in between. @param between Called at each turn; may throw. */
export async function tokenizeInTurns(
  texts: readonly string[],
  tokenize: (texts: readonly string[]) => readonly Int32Array[],
  between: () => void,
): Promise<Int32Array[]> {
  const rows: Int32Array[] = []
  let since = performance.now()
  for (let start = 0; start < texts.length; start += step) {
    if (performance.now() - since > turnMs) {
      await setImmediate()
      between()
      since = performance.now()
    }
    rows.push(...tokenize(texts.slice(start, start + step)))
  }
  return rows
}
