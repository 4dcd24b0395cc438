import { execFileSync } from 'node:child_process'
import { copyFileSync, lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

/** One try of a package in an empty project. */
export interface InstallOptions {
  /** Tarballs to install, by package name: the package and those of ours that it needs. */
  readonly tarballs: Readonly<Record<string, string>>
  /** Packages that are in the project besides, by name. Default: none. */
  readonly others?: Readonly<Record<string, string>>
  /** Versions that npm must take of packages that others need. Default: the newest within their ranges. */
  readonly overrides?: Readonly<Record<string, string>>
  /** The program that uses the package. */
  readonly program: string
  /** Files that the program reads, by name. */
  readonly data: Readonly<Record<string, Uint8Array>>
  /** Paths of the Node binaries that run it, by name; the first one installs. */
  readonly nodes: Readonly<Record<string, string>>
}

/** What came of a try. */
export interface InstallResult {
  /** What failed, in one line each. */
  readonly problems: readonly string[]
  /** Bytes of all that was installed. */
  readonly bytes: number
}

/** Installs a package and what is named besides, without install scripts, and runs the program with each Node. */
export function installAlone(options: InstallOptions): InstallResult {
  const { tarballs, others = {}, overrides = {}, program, data, nodes } = options
  const folder = mkdtempSync(join(tmpdir(), 'towerkit-alone-'))
  try {
    const ours = Object.fromEntries(Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`]))
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ private: true, type: 'module', dependencies: { ...ours, ...others }, overrides }),
    )
    copyFileSync(program, join(folder, 'program.ts'))
    for (const [name, bytes] of Object.entries(data)) writeFileSync(join(folder, name), bytes)
    const [installer] = Object.values(nodes)
    const failed = attempt(
      'npm install',
      'npm',
      ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict', '--prefer-offline'],
      folder,
      installer!,
    )
    if (failed.length > 0) return { problems: failed, bytes: 0 }
    const bytes = sizeOf(join(folder, 'node_modules'))
    const run = ([name, node]: readonly [string, string]) => attempt(name, node, ['program.ts'], folder, node)
    return { problems: Object.entries(nodes).flatMap(run), bytes }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function attempt(what: string, command: string, parameters: readonly string[], cwd: string, node: string): string[] {
  // npm runs with the Node that is first on the PATH; its own settings of the caller (a pnpm script) are left behind.
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(config|package|lifecycle)_/i.test(name) || /registry|cafile|proxy/i.test(name),
    ),
  )
  try {
    execFileSync(command, parameters, {
      cwd,
      encoding: 'utf8',
      stdio: 'pipe',
      timeout: 180_000,
      env: { ...inherited, NODE_OPTIONS: '', PATH: `${dirname(node)}${delimiter}${process.env['PATH']}` },
    })
    return []
  } catch (error) {
    const { stderr, message } = error as { readonly stderr?: string; readonly message: string }
    const lines = (stderr ?? message).split('\n').filter(line => line.trim() !== '')
    return [`${what}: ${(lines.find(line => /error|cannot|not found/i.test(line)) ?? lines[0] ?? message).trim()}`]
  }
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce((bytes, path) => {
    const entry = lstatSync(join(folder, path))
    return bytes + (entry.isFile() ? entry.size : 0)
  }, 0)
}
