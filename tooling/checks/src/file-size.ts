import type { Files } from './files.ts'

/** Lines that a source file may have; 120 is what to aim at. */
const most = 250

/** Files that may be longer, each with the reason. */
const exemptions: Readonly<Record<string, string>> = {}

/** A source file has at most 250 lines. */
export function fileSize(files: Files, exempt: Readonly<Record<string, string>> = exemptions): string[] {
  const sources = [...files].filter(([path]) => path.endsWith('.ts'))
  const tooLong = sources
    .filter(([path, text]) => lines(text) > most && !(path in exempt))
    .map(([path, text]) => `${path}: has ${lines(text)} lines, at most ${most}; split it`)
  const needless = Object.keys(exempt)
    .filter(path => lines(files.get(path) ?? '') <= most)
    .map(path => `${path}: is exempt from the size check and need not be; remove the exemption`)
  return [...tooLong, ...needless]
}

function lines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}
