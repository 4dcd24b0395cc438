import { expect, it } from 'vitest'
import { parseQuery } from '@towerkit/retrieval'

it.each([
  ['vitamin deficiency', 'vitamin deficiency', [], []],
  ['"vitamin c" deficiency -fruit', 'vitamin c deficiency', ['vitamin c'], ['fruit']],
  ['a -"green tea" b', 'a b', [], ['green tea']],
  [
    '„erste Hilfe“ −Kurs «à la carte» “so long”',
    'erste Hilfe à la carte so long',
    ['erste Hilfe', 'à la carte', 'so long'],
    ['Kurs'],
  ],
  ['state-of-the-art - a-b x-"y"', 'state-of-the-art - a-b x-"y"', [], []],
  ['a 5" disk', 'a 5" disk', [], []],
  ['"not closed', '"not closed', [], []],
  ['"" "!?" a', '"" "!?" a', [], []],
  ['(-b "c")', '( c )', ['c'], ['b']],
  ['-only', '', [], ['only']],
  ['', '', [], []],
] as const)('takes %j apart', (query, text, phrases, excluded) => {
  expect(parseQuery(query)).toMatchObject({ text, phrases, excluded })
})

it.each(['"a ', '-"', '- ', '"-'])('ends soon on endless %j', piece => {
  expect(parseQuery(piece.repeat(20_000)).phrases.length).toBeGreaterThanOrEqual(0)
})
