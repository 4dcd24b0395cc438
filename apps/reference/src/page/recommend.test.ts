import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OverloadedError } from '@towerkit/core'
import type { RecommendationService } from '../recommend/recommendation-service.ts'
import { recommendationApi } from '../server/recommendation-api.ts'
import { askedServer } from '../server/testing/with-server.ts'
import type { ServerOptions } from '../server/start-server.ts'
import { smallRecommender } from '../testing/small-recommender.ts'
import { axeProblems, chromiumPath, launchChromium, phone, usePage, type PageOptions } from './testing/chromium-page.ts'

describe.skipIf(chromiumPath === undefined)('the page of recommendations in Chromium', () => {
  let browser: Browser
  let service: RecommendationService
  /** Thrown by the next answers until it is undefined. */
  let failure: Error | undefined
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

  const withPage = async (
    path: string,
    test: (page: Page) => Promise<void>,
    { server: options = {}, ...how }: PageOptions & { readonly server?: Partial<ServerOptions> } = {},
  ) => {
    const failing: RecommendationService = {
      ...service,
      get size() {
        return service.size
      },
      recommend: request => (failure === undefined ? service.recommend(request) : Promise.reject(failure)),
    }
    const { url, close } = await askedServer(recommendationApi({ service: failing }), options)
    try {
      await usePage(browser, { ...how, url: url + path }, test)
    } finally {
      await close()
    }
  }
  const titles = (page: Page) => page.locator('.hit h2').allInnerTexts()
  const status = (page: Page) => page.locator('#status').innerText()
  const picks = (page: Page) => page.locator('#picks button').allInnerTexts()

  it('begins with the popular titles, and recommends others with each that is picked, with why and how long', () =>
    withPage('/', async page => {
      await expect.poll(() => status(page)).toMatch(/^20 popular titles from 20 in [\d.]+ ms$/)
      expect(await page.locator('#message').innerText()).toMatch(/Nothing is known of you yet/)
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('query')
      await page.keyboard.type('film 13')
      await page.locator('#titles li').first().waitFor()
      await page.keyboard.press('Enter')
      await expect.poll(() => status(page)).toMatch(/^19 recommendations/)
      expect(await titles(page)).not.toContain('Film 13')
      expect(await page.locator('.why').first().innerText()).toMatch(/because of\s+Film 13\s+100 %/)
      expect(await page.locator('#timing').innerText()).toMatch(
        /user [\d.]+ ms\s*search [\d.]+ ms\s*(rank|explain) [\d.]+ ms/,
      )
      await page.getByRole('button', { name: 'Like: Film 5', exact: true }).click()
      await expect.poll(() => picks(page)).toEqual(['Film 13', 'Film 5'])
      await expect.poll(() => page.locator('.why').first().innerText()).toMatch(/Film 5/)
      expect(new URL(page.url()).searchParams.getAll('like')).toEqual(['13', '5'])
      await page.reload()
      await expect.poll(() => picks(page)).toEqual(['Film 13', 'Film 5'])
      await page.getByRole('button', { name: 'Remove Film 13' }).click()
      await expect.poll(() => page.locator('.why').first().innerText()).toMatch(/Film 5\s+100 %/)
    }))

  it('goes by keyboard: arrows choose, Enter picks, Escape closes, Backspace takes the last one back', () =>
    withPage('/', async page => {
      const chosen = () => page.locator('#titles [aria-selected=true] span').innerText()
      await page.keyboard.type('film')
      await page.locator('#titles li').nth(2).waitFor()
      const first = await chosen()
      await page.keyboard.press('ArrowDown')
      const second = await chosen()
      expect(second).not.toBe(first)
      await page.keyboard.press('ArrowUp')
      expect(await chosen()).toBe(first)
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await expect.poll(() => picks(page)).toEqual([second])
      expect(await page.locator('#titles').isHidden()).toBe(true)
      // Faster than the titles come.
      await page.keyboard.type('film 7')
      await page.keyboard.press('Enter')
      await expect.poll(() => picks(page)).toEqual([second, 'Film 7'])
      await page.keyboard.type('film 9')
      await page.locator('#titles li').first().waitFor()
      await page.keyboard.press('Escape')
      expect(await page.locator('#titles').isHidden()).toBe(true)
      await page.keyboard.press('Backspace')
      await expect.poll(() => picks(page)).toEqual([second])
      await page.locator('.hit .pick').first().focus()
      await page.keyboard.press('Enter')
      await expect.poll(() => picks(page)).toHaveLength(2)
      await page.keyboard.press('Tab')
      await page.keyboard.press('/')
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('query')
    }))

  it('adds a title, which is recommended at once, and says when it is gone', () =>
    withPage(
      '/?like=2&like=3',
      async page => {
        await page.getByRole('button', { name: 'Add a title of your own' }).click()
        await page.keyboard.type('<b>My film</b>')
        await page.getByRole('checkbox', { name: 'Crime' }).check()
        expect(await axeProblems(page)).toEqual([])
        await page.keyboard.press('Enter')
        const own = page.locator('.hit.new')
        await expect.poll(() => own.locator('h2').innerText()).toMatch(/^<b>My film<\/b>\s*yours, number \d+$/)
        expect(await own.locator('.facts').innerText()).toMatch(/Crime/)
        expect(await status(page)).toMatch(/from 21/)
        expect(await axeProblems(page)).toEqual([])
        await page.keyboard.type('my film')
        await page.locator('#titles li').first().waitFor()
        await page.keyboard.press('Enter')
        await expect.poll(() => page.locator('#message').innerText()).toMatch(/you like it already/)
        for (const { id } of await service.findItems('my film', 10))
          if (id.startsWith('own-')) await service.removeItem(id)
        await page.reload()
        await expect.poll(() => page.locator('#message').innerText()).toMatch(/Not in the catalogue, passed over: own-/)
      },
      { allowed: /404/ },
    ))

  it('filters by what an item says, and shows when nothing is left', () =>
    withPage('/?like=2', async page => {
      await page.getByRole('button', { name: 'Comedy' }).first().click()
      await expect.poll(() => titles(page)).toHaveLength(10)
      await page.goto(`${page.url()}&where=${encodeURIComponent('{"genres":"None"}')}`.replace(/&where=.*&/, '&'))
      await expect.poll(() => page.locator('#message').innerText()).toMatch(/Nothing is left/)
      await page.getByRole('button', { name: 'Remove the filter genres: None' }).click()
      await expect.poll(() => titles(page)).toHaveLength(19)
    }))

  it('says what went wrong, waits for a busy server, and asks for the key of one that has one', () =>
    withPage(
      '/?like=2',
      async page => {
        await page.locator('#key').fill('the-key')
        await page.getByRole('button', { name: 'Continue' }).click()
        await expect.poll(() => titles(page)).toHaveLength(19)
        failure = new Error('secret')
        await page.locator('.pick').first().click()
        await expect.poll(() => page.locator('.message.bad').innerText()).toMatch(/under the id/)
        failure = new OverloadedError('recommend: full. Wait.')
        await page.getByRole('button', { name: 'Try again' }).click()
        await expect.poll(() => status(page)).toMatch(/busy/)
        failure = undefined
        await expect.poll(() => titles(page), { timeout: 3_000 }).toHaveLength(18)
      },
      { server: { apiKey: 'the-key' }, allowed: /Failed to load resource/ },
    ))

  it.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' as const }],
    ['on a phone', phone],
  ])('passes axe, %s, with the popular ones, with titles to choose, and with recommendations', (_name, context) =>
    withPage(
      '/',
      async page => {
        await page.locator('.hit').first().waitFor()
        expect(await axeProblems(page)).toEqual([])
        await page.locator('#query').fill('film')
        await page.locator('#titles li').nth(1).waitFor()
        expect(await axeProblems(page)).toEqual([])
        await page.locator('#titles li').first().click()
        await page.locator('.why').first().waitFor()
        await page.getByRole('button', { name: 'Crime' }).first().click()
        await page.locator('#filters button').waitFor()
        expect(await axeProblems(page)).toEqual([])
      },
      context,
    ),
  )

  it('fits a phone: nothing to scroll sideways, and what is touched is large enough', () =>
    withPage(
      '/?like=2&like=3',
      async page => {
        await service.setItem({ id: 'long', title: 'aVeryLongTitle'.repeat(30), genres: ['Crime'] })
        await page.locator('#query').fill('averylong')
        await page.locator('#titles li').first().waitFor()
        const width = () => page.evaluate(() => document.documentElement.scrollWidth)
        expect(await width()).toBeLessThanOrEqual(360)
        await page.locator('#titles li').first().tap()
        await page.locator('.why').first().waitFor()
        expect(await width()).toBeLessThanOrEqual(360)
        const touched = page.locator('#query, #picks button, #add, .top a, .pick:visible')
        const heights = await touched.evaluateAll(all => all.map(each => each.getBoundingClientRect().height))
        expect(Math.min(...heights)).toBeGreaterThanOrEqual(36)
        await page.getByRole('button', { name: 'Add a title of your own' }).tap()
        expect(await width()).toBeLessThanOrEqual(360)
        await page.getByRole('button', { name: 'Cancel' }).tap()
        await service.removeItem('long')
      },
      phone,
    ))
})
