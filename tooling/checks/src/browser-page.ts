import { chromium } from 'playwright-core'

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** What pages may do: everything, or scripts of the page but no WebAssembly. */
export const policies = {
  'no policy': '',
  'no WebAssembly': `<meta http-equiv="Content-Security-Policy" content="script-src 'unsafe-inline'">`,
} as const

/**
 * Runs a program in headless Chromium and waits until it calls `answer`.
 *
 * @param path Of Chromium.
 */
export async function runInPage(
  program: string,
  policy: keyof typeof policies,
  path: string,
): Promise<Record<string, unknown>> {
  const browser = await chromium.launch({ executablePath: path, headless: true, args: flags })
  try {
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('pageerror', error => errors.push(error.message))
    const { promise: answered, resolve } = Promise.withResolvers<Record<string, unknown>>()
    await page.exposeFunction('answer', resolve)
    await page.setContent(`<!doctype html>${policies[policy]}<title>Towerkit</title>`)
    const isAllowed = await page.evaluate(() => {
      try {
        return new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)) !== undefined
      } catch {
        return false
      }
    })
    if (isAllowed !== (policies[policy] === '')) throw new Error(`${policy}: WebAssembly is allowed: ${isAllowed}`)
    await page.addScriptTag({ content: program, type: 'module' })
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error(`the page did not answer: ${errors.join('; ')}`)), 20_000).unref()
    })
    return await Promise.race([answered, late])
  } finally {
    await browser.close()
  }
}
