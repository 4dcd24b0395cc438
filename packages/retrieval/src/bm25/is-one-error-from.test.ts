import { expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import { isOneErrorFrom } from './is-one-error-from.ts'

/** All texts that one error makes. */
function oneErrorFrom(text: string, letters: string): Set<string> {
  const all = new Set<string>()
  for (let i = 0; i <= text.length; i++) {
    all.add(text.slice(0, i) + text.slice(i + 1))
    if (i + 1 < text.length) all.add(text.slice(0, i) + text[i + 1]! + text[i]! + text.slice(i + 2))
    for (const letter of letters) {
      all.add(text.slice(0, i) + letter + text.slice(i))
      if (i < text.length) all.add(text.slice(0, i) + letter + text.slice(i + 1))
    }
  }
  all.delete(text)
  return all
}

it('tells exactly the texts that one error makes', () => {
  const random = seededRandom(3)
  const word = () => Array.from({ length: Math.floor(random() * 5) }, () => 'abc'[Math.floor(random() * 3)]).join('')
  for (let i = 0; i < 2000; i++) {
    const a = word()
    const b = word()
    expect(isOneErrorFrom(a, b), `${a} ${b}`).toBe(oneErrorFrom(a, 'abc').has(b))
  }
})
