import type { Files } from './files.ts'

/** Characters that a source file may have, indentation not counted; 3,000 is the aim. Width buys no room. */
const limit = 6500

/** Files that may be longer, each with the reason. */
const list = 'tooling/checks/src/long-files.json'

/** A source file has at most 6,500 characters, indentation not counted. */
export function fileSize(files: Files): string[] {
  const exempt: Readonly<Record<string, string>> = JSON.parse(files.get(list) ?? '{}')
  const sources = [...files].filter(([path]) => path.endsWith('.ts'))
  const tooLong = sources
    .filter(([path, text]) => size(text) > limit && !(path in exempt))
    .map(([path, text]) => `${path}: has ${size(text)} characters, at most ${limit}; split it`)
  const needless = Object.keys(exempt)
    .filter(path => size(files.get(path) ?? '') <= limit)
    .map(path => `${path}: is exempt from the size check and need not be; remove the exemption`)
  return [...tooLong, ...needless]
}

/** Characters of a text without the indentation of its lines. */
function size(text: string): number {
  return text.replace(/^ +/gm, '').length
}
