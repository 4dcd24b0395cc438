import { expect, it } from 'vitest'
import { matches, requireMatches } from './name-pattern.ts'

it.each([
  ['encoder.embeddings.*', 'encoder.embeddings.word.weight', true],
  ['encoder.embeddings.*', 'student.encoder.embeddings.word.weight', false],
  ['*.bias', 'encoder.layer.0.bias', true],
  ['*.bias', 'encoder.layer.0.bias.extra', false],
  ['encoder.layer.1.*', 'encoder.layer.11.bias', false],
  ['encoder.layer.1.*', 'encoderxlayer.1.bias', false],
  [/layer\.[01]\./, 'encoder.layer.1.bias', true],
  [/layer\.[01]\./g, 'encoder.layer.2.bias', false],
] as const)('%s and %s: %s', (pattern, name, expected) => {
  // Twice: a global expression remembers where it stopped.
  expect(matches(pattern, name)).toBe(expected)
  expect(matches(pattern, name)).toBe(expected)
})

it('refuses a pattern that fits nothing', () => {
  expect(() => requireMatches('freeze', ['a.*', 'b.*'], ['a.weight'])).toThrow(
    'b.*, which fits none of 1 weights such as "a.weight"',
  )
})
