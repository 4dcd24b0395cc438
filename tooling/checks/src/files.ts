import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The text files of a workspace by path from its root: all that a check may look at, so that a test can plant
 * violations.
 */
export type Files = ReadonlyMap<string, string>

const patterns = [
  '*.{json,yaml,md,ts}',
  '.changeset/*',
  'docs/*.md',
  '{packages,apps,tooling}/*/*.{json,md,js,ts}',
  '{packages,apps,tooling}/*/src/**/*.{ts,json,js,css,html}',
  '{apps,tooling}/*/{,peers/}*.py',
]

/** Reads the workspace at `root`, without what is installed or built. */
export function readFiles(root: string): Files {
  const paths = patterns.flatMap(pattern =>
    globSync(pattern, { cwd: root, exclude: ['**/node_modules', '**/dist', '**/.towerkit'] }),
  )
  return new Map(paths.sort().map(path => [path, readFileSync(join(root, path), 'utf8')]))
}
