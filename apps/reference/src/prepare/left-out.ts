/** What a source has and does not give, so that it can be said. */
export interface LeftOut {
  /** Such as 'judged queries without a text'. */
  readonly what: string
  readonly count: number
  /** Some of them by name. */
  readonly examples: readonly string[]
}

/** Most names that are kept of what was left out. */
const mostExamples = 5

/** Counts what is left out, each name of a kind once. */
export function leftOutCounts(): { note(what: string, name: string): void; list(): LeftOut[] } {
  const names = new Map<string, Set<string>>()
  return {
    note: (what, name) => {
      const known = names.get(what) ?? new Set()
      names.set(what, known.add(name))
    },
    list: () =>
      [...names].map(([what, known]) => ({ what, count: known.size, examples: [...known].slice(0, mostExamples) })),
  }
}

/** A line for a reader: 'Left out: judged queries without a text: 2 (qX, qY)'. */
export function leftOutLine({ what, count, examples }: LeftOut): string {
  const more = count > examples.length ? ', ...' : ''
  return `Left out: ${what}: ${count}${examples.length > 0 ? ` (${examples.join(', ')}${more})` : ''}`
}
