import { parse } from 'yaml'
import type { Files } from './files.ts'
import { packagesOf } from './workspace.ts'

/**
 * Packages of which an install script may run here: the binary of Node, and the bundler's. None of them is needed by
 * users.
 */
const approved = ['esbuild', 'node']
/** Packages that have an install script and must work without it. */
const refused = ['onnxruntime-node', 'protobufjs', 'usearch']

/**
 * Nothing of ours needs an install script: ours have none, and those of the packages that users get are not run here.
 */
export function installScripts(files: Files): string[] {
  const { allowBuilds = {} } = parse(files.get('pnpm-workspace.yaml') ?? '') as {
    allowBuilds?: Record<string, boolean>
  }
  const own = packagesOf(files).flatMap(({ folder, manifest }) =>
    ['preinstall', 'install', 'postinstall', 'prepare']
      .filter(name => manifest.scripts?.[name])
      .map(name => `${folder}/package.json: has the script ${name}`),
  )
  const wronglyApproved = Object.keys(allowBuilds).filter(name => allowBuilds[name] && !approved.includes(name))
  const notRefused = refused.filter(name => allowBuilds[name] !== false)
  const forUsers = packagesOf(files)
    .filter(({ manifest }) => !manifest.private)
    .flatMap(({ folder, manifest }) =>
      Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
        .filter(name => approved.includes(name))
        .map(name => `${folder}/package.json: ${name} needs an install script and may not be a dependency of users`),
    )
  return [
    ...own,
    ...wronglyApproved.map(
      name =>
        `pnpm-workspace.yaml: allowBuilds approves ${name}; only ${approved.join(' and ')} may run install scripts`,
    ),
    ...notRefused.map(name => `pnpm-workspace.yaml: allowBuilds must say ${name}: false`),
    ...forUsers,
  ]
}
