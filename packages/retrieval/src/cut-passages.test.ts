import { expect, it } from 'vitest'
import { cutPassages } from './cut-passages.ts'

const cut = (text: string, options = {}) => cutPassages(text, options).map(([start, end]) => text.slice(start, end))

it('keeps sentences whole, and lets passages overlap by whole sentences', () => {
  expect(cut('One two three. Four five. Six seven eight.', { words: 5, overlap: 2 })).toEqual([
    'One two three. Four five.',
    'Four five. Six seven eight.',
  ])
  expect(cut('One two three. Four five. Six seven eight.', { words: 5, overlap: 0 })).toEqual([
    'One two three. Four five.',
    'Six seven eight.',
  ])
})

it('cuts a sentence that is longer than a passage, and parts lines', () => {
  expect(cut('a b c d e f g', { words: 3, overlap: 0 })).toEqual(['a b c', 'd e f', 'g'])
  expect(cut('const a = 1\n\nconst b = 2', { words: 3, overlap: 0 })).toEqual(['const a = 1', 'const b = 2'])
})

it('counts characters of scripts that part no words', () => {
  expect(cut('猫は寝る。犬は走る。', { words: 4, overlap: 0 })).toEqual(['猫は寝る。', '犬は走る。'])
})

it.each([
  ['ภาษาไทยเป็น', ['ภาษา', 'ไทยเ', 'ป็น']],
  ['ភាសាខ្មែរ', ['ភាសាខ្មែ', 'រ']],
  ['abc漢字かな def', ['abc漢字か', 'な def']],
  ['한국어를 배우는 것은 재미있습니다 정말', ['한국어를 배우는 것은 재미있습니다', '정말']],
])('counts %s by characters if no spaces part its words', (text, passages) => {
  expect(cut(text, { words: 4, overlap: 0 })).toEqual(passages)
})

it.each(['', '   \n ', '!?', '🙂'])('gives one passage of %j', text => {
  expect(cut(text)).toEqual([text])
})

it('covers every word of long texts once or twice, in time', () => {
  const text = Array.from({ length: 50_000 }, (_, i) => `word${i}${i % 13 === 0 ? '.' : ''}`).join(' ')
  const passages = cut(text)
  const seen = new Set(passages.flatMap(passage => passage.match(/\w+/g)!))
  expect(seen.size).toBe(50_000)
  expect(passages.every(passage => passage.split(' ').length <= 120)).toBe(true)
})
