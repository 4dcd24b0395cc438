import { isDeepStrictEqual } from 'node:util'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'
import { browserAnswers } from './browser-answers.ts'
import { browserPackages } from './browser-safe.ts'
import { findChromium } from './find-chromium.ts'

/**
 * Bundles the browser packages for a browser, runs them in headless Chromium and compares with Node.
 * Exit status 2: there is no Chromium, nothing was compared.
 */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

for (const name of browserPackages)
  console.log(
    `${name.padEnd(24)} ${((await bundle(`export * from '${name}'`)).length / 1000).toFixed(0).padStart(5)} kB ` +
      'for browsers, minified',
  )
const executablePath = findChromium()
if (executablePath === undefined) {
  console.log(
    'check:browser: NOT RUN, there is no Chromium on this machine. Install it (Debian: apt-get install chromium), ' +
      'or give its path in CHROMIUM.',
  )
  process.exit(2)
}

const expected = JSON.parse(JSON.stringify(browserAnswers())) as Record<string, unknown>
const actual = await inChromium(
  await bundle("import { browserAnswers } from './browser-answers.ts'\nglobalThis.answers = browserAnswers()"),
  executablePath,
)
let failed = 0
for (const [name, value] of Object.entries(expected)) {
  const same = isDeepStrictEqual(actual[name], value)
  failed += same ? 0 : 1
  console.log(
    `${name.padEnd(24)} ` +
      `${same ? 'as in Node' : 'DIFFERS from Node'}${Array.isArray(value) ? ` (${value.length} numbers)` : ''}`,
  )
}
console.log(`check:browser: ${Object.keys(expected).length - failed} answers passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

/** Fails if anything of Node is needed: esbuild resolves no node: module for a browser. */
async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2023',
    logLevel: 'error',
  })
  return outputFiles[0]!.text
}

async function inChromium(program: string, path: string): Promise<Record<string, unknown>> {
  const browser = await chromium.launch({ executablePath: path, headless: true, args: flags })
  try {
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('pageerror', error => errors.push(error.message))
    await page.setContent('<!doctype html><title>Towerkit</title>')
    await page.addScriptTag({ content: program, type: 'module' })
    const answers = await page
      .waitForFunction(() => Reflect.get(globalThis, 'answers') as unknown, undefined, { timeout: 30_000 })
      .catch((error: unknown) => {
        throw new Error(`the page did not answer: ${errors.join('; ') || String(error)}`)
      })
    return (await answers.jsonValue()) as Record<string, unknown>
  } finally {
    await browser.close()
  }
}
