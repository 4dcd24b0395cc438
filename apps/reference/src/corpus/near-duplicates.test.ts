import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { nearDuplicates } from './near-duplicates.ts'

it('nearDuplicates agrees with the definition', () => {
  const random = seededRandom(5)
  const words = () => Array.from({ length: 2 + Math.floor(random() * 4) }, () => 'abcde'[Math.floor(random() * 5)])
  const texts = Array.from({ length: 120 }, () => words().join(' '))
  const left = texts.slice(0, 60)
  const right = texts.slice(60)
  const pairs = (text: string) =>
    new Set(text.split(' ').map((word, index, words) => `${word} ${words[index + 1] ?? ''}`))
  const overlap = (a: string, b: string) => pairs(a).intersection(pairs(b)).size / pairs(a).union(pairs(b)).size
  const expected = left.flatMap((text, index) => (right.some(other => overlap(text, other) >= 0.5) ? [index] : []))
  expect([...nearDuplicates(left, right, 0.5)]).toEqual(expected)
  expect(expected.length).toBeGreaterThan(0)
  expect(expected.length).toBeLessThan(60)
})
