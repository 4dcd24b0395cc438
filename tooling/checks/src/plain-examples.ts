import type { Files } from './files.ts'

/** What people copy: README, pages, doc comments, and the programs of apps/examples. */
const copied: readonly (readonly [path: RegExp, line: RegExp])[] = [
  [/\.md$/, /^await using /],
  [/^packages\/.*\.ts$/, /^ *\* +await using /],
  [/^apps\/examples\/src\/.*(?<!\.test)\.ts$/, /\bawait using /],
]

/** Code that people copy runs on the oldest Node that packages promise: `await using` needs Node 24. */
export function plainExamples(files: Files): string[] {
  return [...files].flatMap(([path, text]) => {
    const lines = copied.filter(([paths]) => paths.test(path)).map(([, line]) => line)
    if (lines.length === 0) return []
    return text
      .split('\n')
      .flatMap((line, i) =>
        lines.some(pattern => pattern.test(line))
          ? [`${path}:${i + 1}: an example has "await using", which Node 22 lacks; close it`]
          : [],
      )
  })
}
