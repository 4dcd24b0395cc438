import { expect, it } from 'vitest'
import { requireKnownOptions } from '@towerkit/core'

interface Options {
  readonly learningRate: number
  readonly pooling?: string
  readonly maxLength?: number
}

const check = (options: object) =>
  requireKnownOptions<Options>('call', options as Options, { learningRate: true, pooling: true, maxLength: true })

it.each([
  ['lr', 'learningRate'],
  ['pool', 'pooling'],
  ['maxlength', 'maxLength'],
  ['max_length', 'maxLength'],
  ['learninRate', 'learningRate'],
])('refuses %s and names %s', (wrong, nearest) => {
  expect(() => check({ learningRate: 1, [wrong]: 1 })).toThrow(
    expect.objectContaining({
      code: 'argument',
      message:
        `call: there is no option "${wrong}"; the nearest one is "${nearest}". ` +
        'Give only learningRate, pooling, maxLength.',
    }) as Error,
  )
})

it('passes known options, and names without a value', () => {
  check({ learningRate: 1, pooling: undefined, other: undefined })
})

it('refuses what is no object', () => {
  for (const wrong of [null, 5, 'cls', []])
    expect(() => check(wrong as unknown as object)).toThrow(expect.objectContaining({ code: 'argument' }) as Error)
})

it('does not compile when a name is missing or too many', () => {
  // @ts-expect-error maxLength is missing.
  requireKnownOptions<Options>('call', { learningRate: 1 }, { learningRate: true, pooling: true })
  const more = { learningRate: true, pooling: true, maxLength: true } as const
  // @ts-expect-error other is no option.
  requireKnownOptions<Options>('call', { learningRate: 1 }, { ...more, other: true })
})
