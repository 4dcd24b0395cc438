import type { Files } from './files.ts'

/** Characters that a line of a source may have. */
const limit = 120

/** No line of a source is wider than 120 characters: comments and strings, which the formatter leaves alone, too. */
export function lineWidth(files: Files): string[] {
  return [...files]
    .filter(([path]) => /\.(ts|js|css|html|py)$/.test(path))
    .flatMap(([path, text]) =>
      text
        .split('\n')
        .flatMap((line, i) =>
          [...line].length > limit ? [`${path}:${i + 1}: ${[...line].length} characters, at most ${limit}`] : [],
        ),
    )
}
