/** One TypeScript block of a README. */
export interface ReadmeBlock {
  /** Line of its first fence, from 1. */
  readonly line: number
  readonly code: string
  /** Why it is not run: what follows `ts no-run` in the fence. */
  readonly notRun: string | undefined
}

/**
 * The ```ts blocks of a README. A block runs as it is written; one that cannot (it needs a network, or is part of a
 * program) says so and why: ```ts no-run: downloads a model.
 *
 * @throws {Error} if a block is not run and gives no reason, or has no end.
 */
export function readmeBlocks(text: string): ReadmeBlock[] {
  const blocks: ReadmeBlock[] = []
  const lines = text.split('\n')
  for (let i = 0; i < lines.length; i++) {
    const info = /^```(.*)$/.exec(lines[i]!)?.[1]
    if (info === undefined) continue
    const end = lines.indexOf('```', i + 1)
    if (end < 0) throw new Error(`line ${i + 1}: the block has no end`)
    const [, rest] = /^(?:ts|typescript)\b(.*)$/.exec(info.trim()) ?? []
    if (rest !== undefined)
      blocks.push({
        line: i + 1,
        code: `${lines.slice(i + 1, end).join('\n')}\n`,
        notRun: reasonOf(rest.trim(), i + 1),
      })
    i = end
  }
  return blocks
}

function reasonOf(rest: string, line: number): string | undefined {
  if (rest === '') return undefined
  const reason = /^no-run:? +(\S.*)$/.exec(rest)?.[1]
  if (reason === undefined) throw new Error(`line ${line}: "${rest}" after ts; write "no-run: <reason>"`)
  return reason
}
