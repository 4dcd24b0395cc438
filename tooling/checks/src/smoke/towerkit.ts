import { equal, match, ok } from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const topics = ['logs', 'locks', 'sockets', 'timers', 'streams', 'buffers', 'signals', 'paths']
const verbs = ['rotate', 'close', 'open', 'watch', 'flush']
rmSync('.towerkit', { recursive: true, force: true })
mkdirSync('docs', { recursive: true })
for (const topic of topics) {
  const sections = verbs.map(verb => `## How to ${verb} ${topic}\n\nCall ${verb} on the ${topic} and wait for it.\n`)
  writeFileSync(`docs/${topic}.md`, `# All about ${topic}\n\n${sections.join('\n')}`)
}

const windows = process.platform === 'win32'
const npx = (...words: string[]) => ['--no-install', 'towerkit', ...words]
for (const words of [
  ['prepare', './docs'],
  ['train', '--steps', '2'],
]) {
  const { status, stderr } = spawnSync('npx', npx(...words), { encoding: 'utf8', shell: windows })
  equal(status, 0, stderr)
}

const server = spawn('npx', npx('serve', '--port', '0'), { shell: windows, detached: !windows })
try {
  let address: string | undefined
  const lines: string[] = []
  for await (const line of createInterface(server.stdout)) {
    lines.push(line)
    address = /http:\/\/[\w.:[\]]+/.exec(line)?.[0]
    if (address !== undefined) break
  }
  ok(address, lines.join('\n'))
  const search = await fetch(`${address}/v1/search?query=rotate+logs`)
  match(JSON.stringify(await search.json()), /logs\.md#/)
  for (const path of ['/', '/page.css', '/page.js', '/docs/', '/openapi.json'])
    equal((await fetch(`${address}${path}`)).status, 200, path)
} finally {
  // The group of processes: npx does not pass every signal on.
  if (windows) server.kill()
  else process.kill(-server.pid!, 'SIGTERM')
}
if (server.exitCode === null) await once(server, 'exit')
