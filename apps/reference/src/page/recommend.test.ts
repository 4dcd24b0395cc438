import { describe, expect, it } from 'vitest'
import { axeProblems, chromiumPath } from './testing/chromium-page.ts'
import { recommendPage } from './testing/recommend-page.ts'

describe.skipIf(chromiumPath === undefined)('the page of recommendations in Chromium', () => {
  const recommendations = recommendPage()
  const { open, titles, status, picks } = recommendations
  /** Chromium and the server share a machine that may be busy. */
  const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 5_000 })

  it('begins with the popular titles, and recommends others with each that is picked, with why and how long', () =>
    open('/', async page => {
      await eventually(() => status(page)).toMatch(/^20 popular titles from 20 in [\d.]+ ms$/)
      expect(await page.locator('#message').innerText()).toMatch(/Nothing is known of you yet/)
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('query')
      await page.keyboard.type('film 13')
      await page.locator('#titles li').first().waitFor()
      await page.keyboard.press('Enter')
      await eventually(() => status(page)).toMatch(/^19 recommendations/)
      expect(await titles(page)).not.toContain('Film 13')
      expect(await page.locator('.why').first().innerText()).toMatch(/because of\s+Film 13\s+100 %/)
      expect(await page.locator('#timing').innerText()).toMatch(
        /user [\d.]+ ms\s*search [\d.]+ ms\s*(rank|explain) [\d.]+ ms/,
      )
      await page.getByRole('button', { name: 'Like: Film 5', exact: true }).click()
      await eventually(() => picks(page)).toEqual(['Film 13', 'Film 5'])
      await eventually(() => page.locator('.why').first().innerText()).toMatch(/Film 5/)
      expect(new URL(page.url()).searchParams.getAll('like')).toEqual(['13', '5'])
      await page.reload()
      await eventually(() => picks(page)).toEqual(['Film 13', 'Film 5'])
      await page.getByRole('button', { name: 'Remove Film 13' }).click()
      await eventually(() => page.locator('.why').first().innerText()).toMatch(/Film 5\s+100 %/)
    }))

  it('goes by keyboard: arrows choose, Enter picks, Escape closes, Backspace takes the last one back', () =>
    open('/', async page => {
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
      await eventually(() => picks(page)).toEqual([second])
      expect(await page.locator('#titles').isHidden()).toBe(true)
      // Faster than the titles come.
      await page.keyboard.type('film 7')
      await page.keyboard.press('Enter')
      await eventually(() => picks(page)).toEqual([second, 'Film 7'])
      await page.keyboard.type('film 9')
      await page.locator('#titles li').first().waitFor()
      await page.keyboard.press('Escape')
      expect(await page.locator('#titles').isHidden()).toBe(true)
      await page.keyboard.press('Backspace')
      await eventually(() => picks(page)).toEqual([second])
      await page.locator('.hit .pick').first().focus()
      await page.keyboard.press('Enter')
      await eventually(() => picks(page)).toHaveLength(2)
      await page.keyboard.press('Tab')
      await page.keyboard.press('/')
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('query')
    }))

  it('adds a title, which is recommended at once, and says when it is gone', () =>
    open(
      '/?like=2&like=3',
      async page => {
        await page.getByRole('button', { name: 'Add a title of your own' }).click()
        await page.keyboard.type('<b>My film</b>')
        await page.getByRole('checkbox', { name: 'Crime' }).check()
        expect(await axeProblems(page)).toEqual([])
        await page.keyboard.press('Enter')
        const own = page.locator('.hit.new')
        await eventually(() => own.locator('h2').innerText()).toMatch(/^<b>My film<\/b>\s*yours, number \d+$/)
        expect(await own.locator('.facts').innerText()).toMatch(/Crime/)
        expect(await status(page)).toMatch(/from 21/)
        expect(await axeProblems(page)).toEqual([])
        // As if two hundred others came first.
        recommendations.fault.most = 3
        await page.getByRole('button', { name: 'Remove Film 3' }).click()
        await eventually(() => own.locator('h2').innerText()).toMatch(/yours, behind the first 200$/)
        recommendations.fault.most = Infinity
        await page.keyboard.type('my film')
        await page.locator('#titles li').first().waitFor()
        await page.keyboard.press('Enter')
        await eventually(() => page.locator('#message').innerText()).toMatch(/you like it already/)
        for (const { id } of await recommendations.service.findItems('my film', 10))
          if (id.startsWith('own-')) await recommendations.service.removeItem(id)
        await page.reload()
        await eventually(() => page.locator('#message').innerText()).toMatch(/Not in the catalogue, passed over: own-/)
      },
      { allowed: /404/ },
    ))

  it('filters by what an item says, and shows when nothing is left', () =>
    open('/?like=2', async page => {
      await page.getByRole('button', { name: 'Comedy' }).first().click()
      await eventually(() => titles(page)).toHaveLength(10)
      await page.goto(`${page.url()}&where=${encodeURIComponent('{"genres":"None"}')}`.replace(/&where=.*&/, '&'))
      await eventually(() => page.locator('#message').innerText()).toMatch(/Nothing is left/)
      await page.getByRole('button', { name: 'Remove the filter genres: None' }).click()
      await eventually(() => titles(page)).toHaveLength(19)
    }))
})
