import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Graph, mul, writeOnnx } from '@towerkit/graph'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { readFiles } from './files.ts'
import { node22 } from './node-22.ts'
import { tarballProblems } from './tarball-problems.ts'
import { readTarball, type Tarball } from './tarball.ts'
import { usePackage } from './use-package.ts'
import { packagesOf, type WorkspacePackage } from './workspace.ts'

/**
 * Packs every public package and uses it as a user would: alone, in an empty project, on the oldest and the current
 * Node.
 */
const root = join(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'towerkit-packages-'))
const packages = packagesOf(readFiles(root)).filter(({ manifest }) => !manifest.private)
let failures = 0

try {
  execFileSync(
    'pnpm',
    [
      ...['--recursive', ...packages.flatMap(({ manifest }) => ['--filter', manifest.name])],
      ...['pack', '--pack-destination', folder],
    ],
    {
      cwd: root,
      stdio: 'pipe',
    },
  )
  const tarballs = new Map(
    packages.map(({ manifest: { name, version } }) => [
      name,
      readTarball(join(folder, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`)),
    ]),
  )
  const nodeFolder = join(folder, 'node-22')
  mkdirSync(nodeFolder)
  const nodes = { 'Node 22': node22(nodeFolder), [`Node ${process.versions.node.split('.')[0]}`]: process.execPath }
  const data = { 'model.onnx': squareModel() }

  console.log('package                     packed  unpacked   files  installed  seconds  result')
  for (const each of packages) {
    const { name } = each.manifest
    const tarball = tarballs.get(name)!
    const started = performance.now()
    const use = usePackage(name, { tarballs, nodes, data })
    const problems = [
      ...contentProblems(each, tarball),
      ...(await lintProblems(tarball)),
      ...(each.manifest.exports ? typeProblems(tarball) : []),
      ...use.problems,
    ]
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(
      `${name.padEnd(26)} ${kilobytes(tarball.size)} ${kilobytes(tarball.unpackedSize)}  ` +
        `${String(tarball.files.size).padStart(6)}  ${megabytes(use.bytes)}  ${seconds.padStart(7)}  ` +
        `${problems.length === 0 ? 'ok' : 'FAILED'}`,
    )
    for (const problem of problems) console.log(`    ${problem}`)
    failures += Math.min(1, problems.length)
  }
  console.log(
    `check:packages: ${packages.length - failures} packages passed, ${failures} failed (publint, attw, content, ` +
      `npm install and a first use on ${Object.keys(nodes).join(' and ')}, ` +
      'beside the lowest and the highest versions allowed; installed is what a clean npm install brings)',
  )
} finally {
  rmSync(folder, { recursive: true })
}
process.exitCode = failures === 0 ? 0 : 1

function contentProblems({ folder: own, published }: WorkspacePackage, { files }: Tarball): string[] {
  return tarballProblems(files, new Set([...published].map(path => path.slice(own.length + 1))))
}

async function lintProblems({ path }: Tarball): Promise<string[]> {
  const bytes = readFileSync(path)
  const { messages, pkg } = await publint({
    strict: true,
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
  })
  return messages.map(message => `publint: ${formatMessage(message, pkg, { color: false })}`)
}

function typeProblems({ path }: Tarball): string[] {
  const attw = join(import.meta.dirname, '../node_modules/.bin/attw')
  try {
    execFileSync(attw, [path, '--profile', 'esm-only', '--format', 'json'], {
      encoding: 'utf8',
      stdio: 'pipe',
      maxBuffer: 1 << 28,
    })
    return []
  } catch (error) {
    const { stdout, message } = error as { readonly stdout?: string; readonly message: string }
    const { problems = {} } = JSON.parse(stdout || '{}') as {
      problems?: Record<string, readonly { readonly entrypoint?: string }[]>
    }
    const found = Object.entries(problems).flatMap(([kind, entries]) =>
      entries.map(({ entrypoint }) => `attw: ${kind} at "${entrypoint}"`),
    )
    return found.length > 0 ? found : [`attw: ${stdout || message}`]
  }
}

function squareModel(): Uint8Array {
  const graph = new Graph()
  const x = graph.input('x', 'float32', ['n'])
  graph.output('y', mul(x, x))
  return writeOnnx(graph)
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} kB`.padStart(9)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`.padStart(9)
}
