import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The oldest Node that packages promise to run on, in its last version. */
const version = '22.23.3'

/** Installs Node 22 in a folder from the npm registry (the package holds the binary) and returns its path. */
export function node22(folder: string): string {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  execFileSync(
    'npm',
    ['install', `${name}@${version}`, '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'],
    { cwd: folder, stdio: 'pipe' },
  )
  return join(folder, 'node_modules', name, 'bin', 'node')
}
