import { isDeepStrictEqual } from 'node:util'
import { browserAnswers } from './browser-answers.ts'
import { bundlers } from './browser-bundle.ts'
import { policies, runInPage } from './browser-page.ts'
import { browserEntries, browserPackages } from './browser-safe.ts'
import { findChromium } from './find-chromium.ts'

/**
 * Bundles the browser packages for a browser, runs them in headless Chromium, also on a page that forbids WebAssembly,
 * and compares with Node.
 * Exit status 2: there is no Chromium, nothing was compared.
 */
for (const name of [...browserPackages, ...browserEntries]) {
  const sizes: string[] = []
  for (const [bundler, bundle] of Object.entries(bundlers))
    sizes.push(`${((await bundle(`export * from '${name}'`)).length / 1000).toFixed(0).padStart(5)} kB by ${bundler}`)
  console.log(`${name.padEnd(24)} ${sizes.join('  ')}, minified`)
}
const executablePath = findChromium()
if (executablePath === undefined) {
  console.log(
    'check:browser: NOT RUN, there is no Chromium on this machine. Install it (Debian: apt-get install chromium), ' +
      'or give its path in CHROMIUM.',
  )
  process.exit(2)
}

const expected = JSON.parse(JSON.stringify(await browserAnswers())) as Record<string, unknown>
const program = "import { browserAnswers } from './browser-answers.ts'\nvoid browserAnswers().then(globalThis.answer)"
let passed = 0
let failed = 0
for (const [bundler, bundle] of Object.entries(bundlers)) {
  const code = await bundle(program)
  for (const policy of Object.keys(policies) as (keyof typeof policies)[]) {
    const actual = await runInPage(code, policy, executablePath)
    for (const [name, value] of Object.entries(expected)) {
      const isSame = isDeepStrictEqual(actual[name], value)
      if (isSame) passed++
      else failed++
      console.log(
        `${`${bundler}, ${policy}`.padEnd(24)} ${name.padEnd(10)} ${isSame ? 'as in Node' : 'DIFFERS from Node'}` +
          `${Array.isArray(value) ? ` (${value.length} numbers)` : ''}`,
      )
    }
  }
}
console.log(`check:browser: ${passed} answers passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
