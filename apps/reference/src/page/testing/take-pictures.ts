import { chromium, type BrowserContextOptions } from 'playwright-core'
import { findChromium } from './find-chromium.ts'

/**
 * Takes the pictures of the documentation, <path>.png and <path>-phone.png, of a page of a server that runs:
 *
 *     node --conditions=@towerkit/source apps/reference/src/page/testing/take-pictures.ts \
 *       'http://127.0.0.1:8080/?q=watch+a+file+for+changes' apps/reference/docs/search
 */
const [url, path] = process.argv.slice(2)
if (url === undefined || path === undefined)
  throw new Error('give the address of the page and the path of the pictures')
const executablePath = findChromium()
if (executablePath === undefined) throw new Error('there is no Chromium: install it, or give its path in CHROMIUM')

const contexts: Readonly<Record<string, BrowserContextOptions>> = {
  '': { viewport: { width: 1200, height: 850 } },
  '-phone': { viewport: { width: 390, height: 800 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
}
const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu'] })
for (const [name, context] of Object.entries(contexts)) {
  const page = await (await browser.newContext(context)).newPage()
  await page.goto(url)
  await page.locator('.hit').first().waitFor()
  // The first answer of a page pays for what it opens.
  await page.reload()
  await page.locator('.hit').first().waitFor()
  await page.screenshot({ path: `${path}${name}.png` })
}
await browser.close()
