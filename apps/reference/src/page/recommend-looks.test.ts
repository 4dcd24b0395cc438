import { describe, expect, it } from 'vitest'
import { OverloadedError } from '@towerkit/core'
import { axeProblems, chromiumPath, phone } from './testing/chromium-page.ts'
import { recommendPage } from './testing/recommend-page.ts'

describe.skipIf(chromiumPath === undefined)('the page of recommendations in Chromium', () => {
  const recommendations = recommendPage()
  const { open, titles, status, fault } = recommendations
  /** Chromium and the server share a machine that may be busy. */
  const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 5_000 })

  it('says what went wrong, waits for a busy server, and asks for the key of one that has one', () =>
    open(
      '/?like=2',
      async page => {
        await page.locator('#key').fill('the-key')
        await page.getByRole('button', { name: 'Continue' }).click()
        await eventually(() => titles(page)).toHaveLength(19)
        fault.error = new Error('secret')
        await page.locator('.pick').first().click()
        await eventually(() => page.locator('.message.bad').innerText()).toMatch(/under the id/)
        fault.error = new OverloadedError('recommend: full. Wait.')
        await page.getByRole('button', { name: 'Try again' }).click()
        await eventually(() => status(page)).toMatch(/busy/)
        fault.error = undefined
        await eventually(() => titles(page)).toHaveLength(18)
      },
      { server: { apiKey: 'the-key' }, allowed: /Failed to load resource/ },
    ))

  it.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' as const }],
    ['on a phone', phone],
  ])('passes axe, %s, with the popular ones, with titles to choose, and with recommendations', (_name, context) =>
    open(
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
    open(
      '/?like=2&like=3',
      async page => {
        await recommendations.service.setItem({ id: 'long', title: 'aVeryLongTitle'.repeat(30), genres: ['Crime'] })
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
        await recommendations.service.removeItem('long')
      },
      phone,
    ))
})
