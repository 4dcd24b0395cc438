/**
 * Indexing pictures, killed 50 times by SIGKILL at random moments: nothing that was reported as stored is lost, nothing
 * is there twice, every opening succeeds:
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/regions-kills.ts [kills] [seed]
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { seededRandom } from '@towerkit/core'
import { tinyDetector } from '@towerkit/region-encoder/testing'

const [killsText = '50', seedText = '1'] = process.argv.slice(2)
const kills = Number(killsText)
const random = seededRandom(Number(seedText))
const folder = mkdtempSync(join(tmpdir(), 'towerkit-region-kills-'))
writeFileSync(join(folder, 'tiny.onnx'), tinyDetector())
const script = new URL('./regions/index-pictures.ts', import.meta.url).pathname

interface Life {
  readonly opened: readonly string[] | undefined
  readonly stored: readonly string[]
  readonly error: string
}

/** One run, killed some milliseconds after it said that it had opened, or that it had stored a picture. */
async function live(killAfterMs: number, after: 'opened' | 'stored'): Promise<Life> {
  const child = spawn(process.execPath, ['--conditions=@towerkit/source', script, folder])
  let error = ''
  child.stderr.on('data', text => (error += String(text)))
  let opened: string[] | undefined
  const stored: string[] = []
  for await (const line of createInterface(child.stdout)) {
    const [what, ...keys] = line.split(' ').filter(word => word !== '')
    if (what === after && stored.length === 0) setTimeout(() => child.kill('SIGKILL'), killAfterMs)
    if (what === 'opened') opened = keys
    else stored.push(...keys)
  }
  return { opened, stored, error }
}

let acknowledged = new Set<string>()
let lost = 0
let twice = 0
let refused = 0
let total = 0
for (let i = 0; i <= kills; i++) {
  const { opened, stored, error } = await live(i === kills ? 0 : 500 * random(), i % 5 === 0 ? 'opened' : 'stored')
  if (opened === undefined) {
    refused++
    console.error(error.slice(0, 400))
    continue
  }
  const there = new Set(opened)
  twice += opened.length - there.size
  lost += [...acknowledged].filter(key => !there.has(key)).length
  acknowledged = new Set([...there, ...stored])
  total = acknowledged.size
}
rmSync(folder, { recursive: true })
console.log(`${kills} kills, ${total} pictures stored: ${lost} lost, ${twice} twice, ${refused} openings failed`)
if (lost + twice + refused > 0 || total === 0) process.exitCode = 1
