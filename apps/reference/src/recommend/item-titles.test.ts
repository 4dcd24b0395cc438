import { expect, it } from 'vitest'
import { itemTitles } from './item-titles.ts'

const items = [
  { id: 'swat', title: 'S.W.A.T. (2003)' },
  { id: 'star', title: 'Star Wars: Episode IV (1977)' },
  { id: 'trek', title: 'Star Trek (2009)' },
  { id: 'w', title: 'W. (2008)' },
  { id: 'amelie', title: 'Amélie (2001)' },
  { id: 'it', title: 'It (2017)' },
  { id: 'untitled-1', title: '' },
]

it('finds titles with most of the words, the last of which may be begun, and of those the popular first', () => {
  const titles = itemTitles(['trek', 'star'])
  titles.set(items)
  expect(titles.find('star w', 2)).toEqual(['star', 'trek'])
  expect(titles.find('sta', 5)).toEqual(['trek', 'star'])
  expect(titles.find('it', 5)).toEqual(['it'])
  expect(titles.find('ame', 5)).toEqual(['amelie'])
  expect(titles.find('amelei', 5)).toEqual(['amelie'])
  expect(titles.find('untitled', 5)).toEqual(['untitled-1'])
  expect(titles.find('?!', 5)).toEqual([])
})

it('follows what changes', () => {
  const titles = itemTitles([])
  titles.set(items)
  expect(titles.find('wars', 5)).toEqual(['star'])
  titles.set([{ id: 'star', title: 'Dune' }])
  titles.remove(['trek'])
  expect([titles.find('star', 5), titles.find('dune', 5)]).toEqual([[], ['star']])
  titles.remove(['star'])
  titles.set([{ id: 'star', title: 'Star Wars' }])
  expect(titles.find('star', 5)).toEqual(['star'])
})
