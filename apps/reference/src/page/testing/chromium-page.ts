import axe from 'axe-core'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { findChromium } from './find-chromium.ts'

/** Undefined if there is no Chromium on this machine: the tests of pages are skipped, and say so. */
export const chromiumPath = findChromium()
if (chromiumPath === undefined)
  console.log(
    'Tests of pages: SKIPPED, there is no Chromium on this machine. Install it (Debian: apt-get install chromium), ' +
      'or give its path in CHROMIUM.',
  )

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A small phone. */
export const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath!, args: flags })
}

/** How a page is opened. */
export interface PageOptions extends BrowserContextOptions {
  /** Errors in the console that the test expects. Default: none. */
  readonly allowed?: RegExp
}

/** Opens an address in a page of its own; the test fails on any error in its console that is not expected. */
export async function usePage(
  browser: Browser,
  { url, allowed = /^$/, ...context }: PageOptions & { readonly url: string },
  test: (page: Page) => Promise<void>,
): Promise<void> {
  const opened = await browser.newContext(context)
  const page = await opened.newPage()
  const errors: string[] = []
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type()) && !allowed.test(message.text())) errors.push(message.text())
  })
  page.on('pageerror', error => errors.push(error.message))
  page.setDefaultTimeout(15_000)
  try {
    await page.goto(url)
    await test(page)
    expect(errors).toEqual([])
  } finally {
    await opened.close()
  }
}

/** What axe finds wrong with a page as it is. */
export async function axeProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return await page.evaluate(async () =>
    (await (Reflect.get(globalThis, 'axe') as typeof axe).run()).violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(node => node.html).join(' ')}`,
    ),
  )
}
