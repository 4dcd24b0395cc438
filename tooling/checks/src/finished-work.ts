import type { Files } from './files.ts'

const markers = /\b(TO[D]O|FIX[M]E|XX[X]|HAC[K])\b/
const skipped = /\b(?:it|test|describe)(?:\.\w+)*\.(skip|only|todo|fails)\b|\b(xit|xdescribe|xtest|fit|fdescribe)\(/

/** No notes of work left to do, no skipped or lonely tests. */
export function finishedWork(files: Files): string[] {
  return [...files]
    .filter(([path]) => path.endsWith('.ts') || path.endsWith('.md'))
    .flatMap(([path, text]) =>
      text.split('\n').flatMap((line, i) => {
        const found = markers.exec(line)?.[0] ?? (path.endsWith('.test.ts') ? skipped.exec(line)?.[0] : undefined)
        return found === undefined ? [] : [`${path}:${i + 1}: ${found}`]
      }),
    )
}
