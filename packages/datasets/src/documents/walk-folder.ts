import type { Dirent } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError } from '@towerkit/core'
import ignore, { type Ignore } from 'ignore'
import type { SkippedFile } from './skipped-file.ts'

/** What no one means by the documents of a folder. */
const excluded = ['.git', '.hg', '.svn', 'node_modules', '__pycache__', '.venv', '*.min.js', '*.min.css']

/** Patterns of the folders above and of the folder itself. */
interface Rules {
  readonly patterns: readonly string[]
  readonly matcher: Ignore
}

/**
 * The files of a folder and the folders within it that no pattern excludes, sorted by name folder by folder. Symbolic
 * links are reported, not followed, so that nothing is read twice, endlessly, or from outside the folder.
 *
 * @param options.exclude Patterns as of .gitignore, which count after the folder's own.
 * @returns paths relative to the folder, with `/`.
 */
export async function* walkFolder(
  folder: string,
  { exclude, report }: { readonly exclude: readonly string[]; readonly report: (file: SkippedFile) => void },
): AsyncGenerator<string> {
  const pending: { readonly path: string; readonly entry?: Dirent; readonly rules: Rules }[] = [
    { path: '', rules: { patterns: excluded, matcher: matcherOf([...excluded, ...exclude]) } },
  ]
  while (pending.length > 0) {
    const { path, entry, rules } = pending.pop()!
    if (entry && !entry.isDirectory()) {
      if (entry.isFile()) yield path
      else report({ path, reason: entry.isSymbolicLink() ? 'link' : 'special' })
      continue
    }
    const entries = await readdir(join(folder, path), { withFileTypes: true }).catch((cause: Error) => {
      const file = unreadable(path, cause)
      if (path === '') throw file.error
      report(file)
    })
    if (!entries) continue
    const base = path === '' ? '' : `${path}/`
    const own = entries.some(each => each.name === '.gitignore' && each.isFile())
      ? await patternsOf(folder, base, report)
      : []
    const patterns = [...rules.patterns, ...own]
    const inner = own.length === 0 ? rules : { patterns, matcher: matcherOf([...patterns, ...exclude]) }
    const found = entries
      .map(each => ({ path: base + each.name, entry: each, rules: inner }))
      .sort((a, b) => (a.path < b.path ? 1 : -1))
    pending.push(...found.filter(each => !inner.matcher.ignores(each.path + (each.entry.isDirectory() ? '/' : ''))))
  }
}

async function patternsOf(folder: string, base: string, report: (file: SkippedFile) => void): Promise<string[]> {
  const path = `${base}.gitignore`
  const text = await readFile(join(folder, path), 'utf8').catch((cause: Error) => report(unreadable(path, cause)))
  return (
    text
      ?.split(/\r?\n/)
      .filter(line => line.trim() !== '' && !line.startsWith('#'))
      .map(line => within(base, line)) ?? []
  )
}

/**
 * A pattern of a folder's .gitignore as its root's would have it: one with a slash before its end is bound to the
 * folder.
 */
function within(base: string, line: string): string {
  if (base === '') return line
  const [, not, pattern] = /^(!?)(.*)$/.exec(line)!
  const isBound = /\/.*\S/.test(pattern!)
  return `${not}/${base.replace(/[\\*?[\]]/g, '\\$&')}${isBound ? pattern!.replace(/^\//, '') : `**/${pattern}`}`
}

function matcherOf(patterns: readonly string[]): Ignore {
  return ignore({ ignorecase: false }).add(patterns)
}

function unreadable(path: string, cause: Error): SkippedFile {
  return {
    path,
    reason: 'unreadable',
    error: new DataError(
      `documentFolder: "${path}" cannot be read: ${cause.message}. Give the permission, or exclude it.`,
      { path, cause },
    ),
  }
}
