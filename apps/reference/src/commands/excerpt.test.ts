import { expect, it } from 'vitest'
import { excerpt } from './excerpt.ts'

const filler = Array.from({ length: 60 }, (_, i) => `word${i}`).join(' ')

it('shows a short text whole, in one line', () => {
  expect(excerpt(' A text\n\nof  lines ', 'anything')).toBe('A text of lines')
})

it('shows where the most words of the query are together', () => {
  const text = `The brakes squeal. ${filler} To bleed the hydraulic brakes open the valve. ${filler}`
  const shown = excerpt(text, 'bleeding hydraulic brakes')
  expect(shown).toContain('To bleed the hydraulic brakes open the valve.')
  expect(shown).toMatch(/^… \S.* …$/)
  expect(shown.length).toBeLessThanOrEqual(164)
  expect(excerpt(text, 'nothing of it')).toBe(`${text.slice(0, 160)} …`)
  expect(excerpt(`${filler} end`, 'end')).toMatch(/^… .* end$/)
  expect(excerpt('x'.repeat(300), 'x')).toBe(`${'x'.repeat(160)} …`)
})
