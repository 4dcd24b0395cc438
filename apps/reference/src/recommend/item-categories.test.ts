import { expect, it } from 'vitest'
import { itemCategories } from './item-categories.ts'
import { namedCategories } from './named-categories.ts'

it('names the values of lists, each once, and finds them again by their fields', () => {
  const names = itemCategories({ genres: ['Crime', 'Sci-Fi: old', 'Crime'], year: 1999, years: [1999], deep: [['x']] })
  expect(names).toEqual(['genres: Crime', 'genres: Sci-Fi: old', 'years: 1999'])
  expect(namedCategories(names)).toEqual({ genres: ['Crime', 'Sci-Fi: old'], years: ['1999'] })
})
