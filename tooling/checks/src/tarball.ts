import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What users download. */
export interface Tarball {
  readonly path: string
  /** Bytes of the file. */
  readonly size: number
  /** Bytes of what is in it. */
  readonly unpackedSize: number
  /** Text of each file by its path in the package. */
  readonly files: ReadonlyMap<string, string>
}

/** Unpacks a package's tarball and reads it. */
export function readTarball(path: string): Tarball {
  const folder = mkdtempSync(join(tmpdir(), 'towerkit-tarball-'))
  try {
    execFileSync('tar', ['xzf', path, '-C', folder])
    const root = join(folder, 'package')
    const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter(name => statSync(join(root, name)).isFile())
      .sort()
    const files = new Map(paths.map(name => [name, readFileSync(join(root, name), 'utf8')]))
    return {
      path,
      size: statSync(path).size,
      unpackedSize: paths.reduce((sum, name) => sum + statSync(join(root, name)).size, 0),
      files,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
