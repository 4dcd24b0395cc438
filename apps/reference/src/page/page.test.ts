import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OverloadedError } from '@towerkit/core'
import { testDocuments, withServer, type ServerUnderTest } from '../server/testing/with-server.ts'
import type { ServerOptions } from '../server/start-server.ts'
import { axeProblems, chromiumPath, launchChromium, phone, usePage, type PageOptions } from './testing/chromium-page.ts'

describe.skipIf(chromiumPath === undefined)('the page in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser.close())

  /** Opens the page against a server of its own. */
  const withPage = (
    path: string,
    test: (page: Page, server: ServerUnderTest) => Promise<void>,
    { server: options = {}, ...how }: PageOptions & { readonly server?: Partial<ServerOptions> } = {},
  ) => withServer(options, server => usePage(browser, { ...how, url: server.url + path }, page => test(page, server)))
  const titles = (page: Page) => page.locator('.hit h2').allInnerTexts()

  it('shows results while one types, with the passage marked, ranks, score, tower and time', () =>
    withPage('/', async page => {
      expect(await page.locator('#message').innerText()).toMatch(/Search 3 documents/)
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('query')
      await page.keyboard.type('watch a file')
      await expect.poll(() => titles(page)).toEqual(['watch', 'copyFile'])
      expect(await page.locator('.hit').first().locator('.passage mark').allInnerTexts()).toEqual(['Watch', 'file'])
      expect(await page.locator('.hit .note mark').allInnerTexts()).toEqual(['file'])
      expect(await page.locator('.hit .numbers').first().innerText()).toMatch(/words #1\s+vectors #1\s+score 3/)
      expect(await page.locator('#status').innerText()).toBe('2 results in 1.8 ms')
      await page.locator('#timing-details summary').click()
      expect(await page.locator('#timing').innerText()).toMatch(/from student, 1 layer, 256, and words \(BM25\)/)
      expect(await page.locator('#timing').innerText()).toMatch(/encode 1.3 ms\s*search 0.5 ms/)
      expect(new URL(page.url()).searchParams.get('q')).toBe('watch a file')
      expect(await page.title()).toMatch(/^watch a file/)
    }))

  it('goes by keyboard: / to the input, arrows to the results, Enter opens, Escape goes back', () =>
    withPage('/?q=file', async page => {
      await expect.poll(() => titles(page)).toEqual(['copyFile', 'watch'])
      const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent)
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      expect(await focused()).toBe('watch')
      await page.keyboard.press('Enter')
      await expect.poll(() => page.locator('.whole').innerText()).toBe('Watch a file or a folder for changes.')
      expect(await page.locator('button[aria-expanded=true]').count()).toBe(1)
      await page.keyboard.press('Escape')
      expect(await page.locator('.whole').count()).toBe(0)
      await page.keyboard.press('ArrowUp')
      expect(await focused()).toBe('copyFile')
      await page.keyboard.press('Escape')
      expect(await focused()).toBe('query')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('/')
      expect(await focused()).toBe('query')
      await page.keyboard.press('Escape')
      expect(await page.locator('.hit').count()).toBe(0)
      expect(new URL(page.url()).search).toBe('')
    }))

  it('switches mode and reranking, filters by what a result says, and keeps it all in the address', () =>
    withPage('/?q=file+machine', async page => {
      await page.getByRole('radio', { name: 'Lexical' }).check()
      await expect.poll(() => page.locator('#timing').textContent()).toMatch(/from words/)
      expect(await page.locator('.hit .note mark').allInnerTexts()).toEqual(['file'])
      expect(await page.locator('.hit .numbers').first().innerText()).not.toMatch('vectors')
      await page.getByRole('radio', { name: 'Dense' }).check()
      await page.getByRole('checkbox', { name: 'Rerank' }).check()
      await expect.poll(() => page.locator('#timing').textContent()).toMatch(/rerank 3.0 ms/)
      await page.getByRole('button', { name: 'module: os' }).click()
      await expect.poll(() => titles(page)).toEqual(['cpus'])
      await page.reload()
      await expect.poll(() => titles(page)).toEqual(['cpus'])
      expect(await page.locator('input[value=dense]').isChecked()).toBe(true)
      await page.locator('#query').fill('watch')
      await expect.poll(() => page.locator('#message').innerText()).toMatch(/Nothing matches “watch”/)
      await page.getByRole('button', { name: 'Remove the filters' }).click()
      await expect.poll(() => titles(page)).toEqual(['watch'])
    }))

  it('compares reranking with kept states and without', () =>
    withPage(
      '/?q=file&rerank=1',
      async (page, { service }) => {
        await page.locator('#timing-details summary').click()
        const button = page.getByRole('button', { name: 'without kept states?' })
        await button.click()
        await expect
          .poll(() => page.locator('#timing output').innerText())
          .toBe('2 passages: 3.0 ms with kept states, 24 ms without')
        service.failure = new OverloadedError('compareReranking: another comparison runs.')
        await page.locator('#query').press('Enter')
        service.failure = undefined
        await button.waitFor()
        await page.getByRole('checkbox', { name: 'Rerank' }).uncheck()
        await expect.poll(() => page.locator('#timing').textContent()).not.toMatch(/rerank/)
        expect(await button.count()).toBe(0)
      },
      { allowed: /Failed to load resource/ },
    ))

  it('never shows a stale answer, and says that it is searching', () =>
    withPage('/', async (page, { service }) => {
      service.delayMs = 600
      await page.locator('#query').fill('machine')
      await expect.poll(() => service.running).toBe(1)
      await page.locator('#progress').waitFor({ state: 'visible' })
      service.delayMs = 0
      await page.locator('#query').fill('watch')
      await expect.poll(() => titles(page)).toEqual(['watch'])
      expect(service.aborted).toEqual(['machine'])
      await page.waitForTimeout(700)
      expect(await titles(page)).toEqual(['watch'])
      expect(await page.locator('#progress').isHidden()).toBe(true)
    }))

  it('says what went wrong and tries again when asked', () =>
    withPage(
      '/',
      async (page, { service, close }) => {
        service.failure = new Error('secret')
        await page.locator('#query').fill('watch')
        await expect.poll(() => page.locator('.message.bad').innerText()).toMatch(/did not work[^]*under the id/)
        service.failure = undefined
        await page.getByRole('button', { name: 'Try again' }).click()
        await expect.poll(() => titles(page)).toEqual(['watch'])
        await close()
        await page.locator('#query').fill('copy')
        await expect.poll(() => page.locator('.message.bad').innerText()).toMatch(/does not answer/)
      },
      { allowed: /Failed to load resource/ },
    ))

  it('waits for a busy server', () =>
    withPage(
      '/',
      async (page, { service }) => {
        service.failure = new OverloadedError('search: full. Wait.')
        await page.locator('#query').fill('watch')
        await expect.poll(() => page.locator('#status').innerText()).toMatch(/busy/)
        service.failure = undefined
        await expect.poll(() => titles(page), { timeout: 3_000 }).toEqual(['watch'])
      },
      { allowed: /Failed to load resource/ },
    ))

  it('asks for the key of a server that has one', () =>
    withPage(
      '/?q=watch',
      async page => {
        await page.locator('#key').fill('the-key')
        await page.getByRole('button', { name: 'Continue' }).click()
        await expect.poll(() => titles(page)).toEqual(['watch'])
      },
      { server: { apiKey: 'the-key' }, allowed: /401/ },
    ))

  it('shows foreign text as text', () =>
    withPage('/?q=script', async (page, { service }) => {
      const bad = '<script>document.title="owned"</script><img src=x onerror="document.title=\'owned\'">'
      await service.add([{ id: bad, title: bad, text: bad, metadata: { [bad]: bad } }])
      await page.reload()
      await expect.poll(() => titles(page)).toEqual([bad])
      await page.locator('.hit h2 button').click()
      await expect.poll(() => page.locator('.whole').innerText()).toBe(bad)
      expect(await page.locator('.hit img, .hit script').count()).toBe(0)
      expect(await page.title()).toBe('script · Towerkit')
    }))

  it.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' as const }],
    ['on a phone', phone],
  ])('passes axe, %s, with results, with one open, with none', (_name, context) =>
    withPage(
      '/?q=file',
      async page => {
        await page.locator('.hit').first().waitFor()
        expect(await axeProblems(page)).toEqual([])
        await page.locator('.hit h2 button').first().click()
        await page.getByRole('button', { name: 'module: fs' }).first().click()
        await page.locator('.filters button').waitFor()
        expect(await axeProblems(page)).toEqual([])
        await page.locator('#query').fill('nothing like it')
        await expect.poll(() => page.locator('#message').innerText()).toMatch(/Nothing matches/)
        expect(await axeProblems(page)).toEqual([])
      },
      context,
    ),
  )

  it('fits a phone: nothing to scroll sideways, and what is touched is large enough', () =>
    withPage(
      '/',
      async (page, { service }) => {
        await service.add([
          {
            id: 'long',
            title: 'aVeryLongIdentifier'.repeat(12),
            text: `file ${'x'.repeat(2_000)}`,
            metadata: { path: '/a/folder'.repeat(30) },
          },
          ...testDocuments,
        ])
        await page.locator('#query').fill('file')
        await page.locator('.hit').nth(2).waitFor()
        await page.locator('.hit h2 button').first().click()
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
        const heights = await page
          .locator('input:visible:not([type=checkbox]), .modes label, .rerank, .top a')
          .evaluateAll(all => all.map(each => each.getBoundingClientRect().height))
        expect(Math.min(...heights)).toBeGreaterThanOrEqual(40)
      },
      phone,
    ))

  it('says that there is no trained tower, and answers by words', () =>
    withPage('/', async page => {
      await page.route('**/v1/status', route =>
        route.fulfill({ json: { documents: 3, passages: 3, dense: false, mode: 'lexical' } }),
      )
      await page.reload()
      await expect.poll(() => page.locator('#message').innerText()).toMatch(/no trained tower/)
      await page.locator('#query').fill('watch')
      await expect.poll(() => page.locator('#timing').textContent()).toMatch(/from words/)
      expect(await page.locator('input[value=dense]').isDisabled()).toBe(true)
      expect(await page.locator('#rerank-option').isHidden()).toBe(true)
    }))

  it('begins with examples, and in the mode that the server has chosen', () =>
    withPage('/', async page => {
      await page.route('**/v1/status', route =>
        route.fulfill({ json: { documents: 3, passages: 3, dense: true, mode: 'lexical' } }),
      )
      await page.reload()
      await page.getByRole('button', { name: 'copyFile' }).click()
      await expect.poll(() => titles(page)).toEqual(['copyFile'])
      expect(await page.locator('input[value=lexical]').isChecked()).toBe(true)
      expect(new URL(page.url()).search).toBe('?q=copyFile')
    }))

  it('opens the page of the API without errors, which leads back', () =>
    withPage('/docs', async page => {
      await page.getByText('Insert or replace up to 256 documents').waitFor()
      await page.getByRole('link', { name: 'Towerkit' }).click()
      await page.locator('#query').waitFor()
    }))
})
