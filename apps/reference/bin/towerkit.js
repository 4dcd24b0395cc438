#!/usr/bin/env node
// Runs the command line from its sources, with the Node of this repository where it is installed: older ones can not.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const pathOf = path => fileURLToPath(new URL(path, import.meta.url))
const node = pathOf('../../../node_modules/node/bin/node')
const child = spawn(
  existsSync(node) ? node : process.execPath,
  ['--conditions=@towerkit/source', pathOf('../src/main.ts'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
)
// A terminal sends Ctrl-C to both; other signals come to this process alone.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', code => {
  process.exitCode = code ?? 1
})
