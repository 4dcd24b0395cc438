import { expect, expectTypeOf, it } from 'vitest'
import { requireInputs, type InputList, type Inputs } from '@towerkit/core'

it('refuses one text, whose letters would be taken for texts, and what cannot be iterated over', () => {
  for (const wrong of ['hello', '', undefined, null, 5, {}, { length: 2 }])
    expect(() => requireInputs('encode', wrong)).toThrow(expect.objectContaining({ code: 'argument' }) as Error)
  expect(() => requireInputs('encode', 'hello')).toThrow(
    'encode: the texts are one string, "hello". Give a list, such as [text].',
  )
})

it('takes lists, sets and streams', () => {
  const stream = (async function* () {
    yield 'a'
  })()
  for (const right of [[], ['a'], new Set(['a']), ['a'].values(), new Float32Array(2), stream])
    expect(() => requireInputs('encode', right)).not.toThrow()
})

it('is refused by the compiler too', () => {
  expectTypeOf<string>().not.toExtend<Inputs<string>>()
  expectTypeOf<string>().not.toExtend<InputList<string>>()
  expectTypeOf<Set<string>>().toExtend<InputList<string>>()
  expectTypeOf<readonly string[]>().toExtend<Inputs<string>>()
  expectTypeOf<Set<string>>().toExtend<Inputs<string>>()
  expectTypeOf<Generator<string, void, undefined>>().toExtend<Inputs<string>>()
  expectTypeOf<AsyncGenerator<string, void, undefined>>().toExtend<Inputs<string>>()
})
