import type { Files } from './files.ts'

/** The lock file names no download address, so that any registry serves it. */
export function lockFile(files: Files): string[] {
  const text = files.get('pnpm-lock.yaml')
  if (text === undefined) return ['pnpm-lock.yaml: is missing']
  return text
    .split('\n')
    .flatMap((line, i) =>
      /https?:\/\/|tarball:/.test(line) ? [`pnpm-lock.yaml:${i + 1}: holds the address ${line.trim()}`] : [],
    )
}
