import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import type { RecommendationService } from '../../recommend/recommendation-service.ts'
import { recommendationApi } from '../../server/recommendation-api.ts'
import type { ServerOptions } from '../../server/start-server.ts'
import { askedServer } from '../../server/testing/with-server.ts'
import { smallRecommender } from '../../testing/small-recommender.ts'
import { launchChromium, usePage, type PageOptions } from './chromium-page.ts'

/** The page of recommendations for the tests of a file: opened against a server of its own, all over one service. */
export function recommendPage() {
  let browser: Browser
  let service: RecommendationService
  beforeAll(async () => {
    service = await smallRecommender()
    // Opens the graphs, as the command does before it listens.
    await service.recommend({ history: ['2'], explain: true })
    browser = await launchChromium()
  }, 120_000)
  afterAll(async () => {
    await browser.close()
    await service.close()
  })
  const fault: { error: Error | undefined; most: number } = { error: undefined, most: Infinity }
  return {
    get service() {
      return service
    },
    /** What is thrown in place of the next answers, and the items that those without a condition have at most. */
    fault,
    async open(
      path: string,
      test: (page: Page) => Promise<void>,
      { server: options = {}, ...how }: PageOptions & { readonly server?: Partial<ServerOptions> } = {},
    ): Promise<void> {
      const failing: RecommendationService = {
        ...service,
        async recommend(request) {
          if (fault.error !== undefined) throw fault.error
          const answer = await service.recommend(request)
          return request.where === undefined ? { ...answer, items: answer.items.slice(0, fault.most) } : answer
        },
      }
      const { url, close } = await askedServer(recommendationApi({ service: failing }), options)
      try {
        await usePage(browser, { ...how, url: url + path }, test)
      } finally {
        await close()
      }
    },
    titles: (page: Page) => page.locator('.hit h2').allInnerTexts(),
    status: (page: Page) => page.locator('#status').innerText(),
    picks: (page: Page) => page.locator('#picks button').allInnerTexts(),
  }
}
