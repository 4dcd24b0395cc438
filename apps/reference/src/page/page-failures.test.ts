import { describe, expect, it } from 'vitest'
import { OverloadedError } from '@towerkit/core'
import { chromiumPath } from './testing/chromium-page.ts'
import { searchPage } from './testing/search-page.ts'

describe.skipIf(chromiumPath === undefined)('the page of the search in Chromium, if something is wrong', () => {
  const { withPage, titles } = searchPage()

  it('never shows a stale answer, and says that it is searching', () =>
    withPage('/', async (page, { service }) => {
      service.delayMs = 1500
      await page.locator('#query').fill('machine')
      await expect.poll(() => service.running).toBe(1)
      await page.locator('#progress').waitFor({ state: 'visible' })
      service.delayMs = 0
      await page.locator('#query').fill('watch')
      await expect.poll(() => titles(page)).toEqual(['watch'])
      expect(service.aborted).toEqual(['machine'])
      await page.waitForTimeout(1600)
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
        await expect.poll(() => titles(page)).toEqual(['watch'])
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
})
