import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import type { ServerOptions } from '../../server/start-server.ts'
import { withServer, type ServerUnderTest } from '../../server/testing/with-server.ts'
import { launchChromium, usePage, type PageOptions } from './chromium-page.ts'

/** The page of the search for the tests of a file: each time opened against a server of its own. */
export function searchPage() {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())
  return {
    withPage: (
      path: string,
      test: (page: Page, server: ServerUnderTest) => Promise<void>,
      { server: options = {}, ...how }: PageOptions & { readonly server?: Partial<ServerOptions> } = {},
    ): Promise<void> =>
      withServer(options, server => usePage(browser, { ...how, url: server.url + path }, page => test(page, server))),
    /** The titles of the results, in their order. */
    titles: (page: Page) => page.locator('.hit h2').allInnerTexts(),
  }
}
