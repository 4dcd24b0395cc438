import { expect, it } from 'vitest'
import { fieldValue, scalarsOf } from '@towerkit/core'

const metadata = {
  author: { name: 'Ada', born: { year: 1815 } },
  'author.name': 'the name itself',
  chapters: [{ title: 'a', notes: [{ page: 1 }, { page: 2 }] }, { title: 'b' }, 'loose'],
}

it.each([
  ['author.name', 'the name itself'],
  ['author.born.year', 1815],
  ['author.born', { year: 1815 }],
  ['chapters.title', ['a', 'b']],
  ['chapters.notes.page', [1, 2]],
  ['chapters.none', undefined],
  ['author.name.first', undefined],
  ['toString', undefined],
  ['author.toString', undefined],
  ['', undefined],
])('"%s" is %j', (path, expected) => {
  expect(fieldValue(metadata, path)).toEqual(expected)
})

it('gives the scalars of a value', () => {
  expect(scalarsOf([1, ['a', [true]], { b: 2 }])).toEqual([1, 'a', true])
  expect(scalarsOf('a')).toEqual(['a'])
  expect(scalarsOf({ a: 1 })).toEqual([])
  expect(scalarsOf(undefined)).toEqual([])
})
