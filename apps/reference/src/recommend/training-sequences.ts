/** Sequences of rows that have each event of a history as a target once, the latest window first. */
export function trainingSequences(
  history: Int32Array,
  { events, longEvents }: { readonly events: number; readonly longEvents: number },
) {
  const found: { readonly sequence: { readonly items: Int32Array; readonly targets: number } }[] = []
  for (let end = history.length; end >= 2; end -= events) {
    const items = history.subarray(Math.max(0, end - Math.max(events, longEvents) - 1), end)
    found.push({ sequence: { items, targets: Math.min(events, end - 1) } })
  }
  return found
}
