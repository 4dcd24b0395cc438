import { describe, expect, it } from 'vitest'
import { OverloadedError } from '@towerkit/core'
import { chromiumPath } from './testing/chromium-page.ts'
import { searchPage } from './testing/search-page.ts'

describe.skipIf(chromiumPath === undefined)('the page of the search in Chromium', () => {
  const { withPage, titles } = searchPage()

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
