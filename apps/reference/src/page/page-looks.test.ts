import { describe, expect, it } from 'vitest'
import { testDocuments } from '../server/testing/with-server.ts'
import { axeProblems, chromiumPath, phone } from './testing/chromium-page.ts'
import { searchPage } from './testing/search-page.ts'

describe.skipIf(chromiumPath === undefined)('the page of the search in Chromium, for everyone', () => {
  const { withPage } = searchPage()

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
})
