import { describe, expect, it } from 'vitest'
import { seededRandom } from '@towerkit/core'
import {
  differenceOf,
  factorsOf,
  floorOf,
  floorParts,
  isStatic,
  productOf,
  quotientOf,
  sameShape,
  sumOf,
  termsOf,
  type Dimension,
} from './dimension.ts'

const lengths: Readonly<Record<string, number>> = { a: 2, b: 3, c: 5 }

/** The value of a dimension, read by JavaScript's own parser. */
function valueOf(dimension: Dimension): number {
  return Number(
    new Function('floor', ...Object.keys(lengths), `return ${dimension}`)(Math.floor, ...Object.values(lengths)),
  )
}

/** A dimension that is built of some random sums and products. */
function randomDimension(random: () => number, depth = 3): Dimension {
  const choice = random()
  if (depth === 0 || choice < 0.4)
    return choice < 0.1 ? Math.floor(random() * 5) + 1 : ['a', 'b', 'c'][Math.floor(random() * 3)]!
  const parts = [randomDimension(random, depth - 1), randomDimension(random, depth - 1)]
  return choice < 0.7 ? sumOf(parts) : productOf(parts)
}

describe('dimensions', () => {
  it('are written in one order, so that equal ones are equal strings', () => {
    expect(productOf(['batch', 2, 'atoms'])).toBe('2*atoms*batch')
    expect(productOf(['atoms', 'batch', 2])).toBe('2*atoms*batch')
    expect(sumOf(['right', 1, 'left', 2])).toBe('(left+right+3)')
    expect(sumOf([sumOf(['c', 'a']), 'b'])).toBe(sumOf(['a', sumOf(['b', 'c'])]))
    expect(productOf([sumOf(['b', 'a']), 'c'])).toBe(productOf(['c', sumOf(['a', 'b'])]))
  })

  it('are numbers where no symbol is left', () => {
    expect(productOf([])).toBe(1)
    expect(productOf([3, 4])).toBe(12)
    expect(productOf(['a', 0])).toBe(0)
    expect(sumOf([])).toBe(0)
    expect(sumOf([3, 4])).toBe(7)
    expect(differenceOf('a', 'a')).toBe(0)
    expect(quotientOf('a', 'a')).toBe(1)
  })

  it('keep their value in sums, products, differences and quotients', () => {
    const random = seededRandom(11)
    for (let i = 0; i < 500; i++) {
      const x = randomDimension(random)
      const y = randomDimension(random)
      expect(valueOf(sumOf([x, y]))).toBe(valueOf(x) + valueOf(y))
      expect(valueOf(productOf([x, y]))).toBe(valueOf(x) * valueOf(y))
      expect(differenceOf(sumOf([x, y]), y)).toBe(x)
      expect(quotientOf(productOf([x, y]), y)).toBe(x)
      expect(productOf(factorsOf(x))).toBe(x)
      expect(sumOf(termsOf(x))).toBe(x)
    }
  })

  it('are divided and rounded down; what does not divide is a symbol of its own', () => {
    expect(floorOf(7, 2)).toBe(3)
    expect(floorOf(-1, 2)).toBe(-1)
    expect(floorOf('(4*n+m+3)', 2)).toBe('(2*n+floor((m+3)/2))')
    expect(floorOf(sumOf(['4*n', 3]), 2)).toBe('(2*n+1)')
    expect(floorParts('floor((m+3)/2)')).toEqual({ dividend: '(m+3)', divisor: 2 })
    expect(floorParts(floorOf(floorOf('m', 2), 3) as string)).toEqual({ dividend: 'floor(m/2)', divisor: 3 })
    expect(floorParts('floor(m/2)*floor(n/3)')).toBeUndefined()
    const random = seededRandom(12)
    for (let i = 0; i < 500; i++) {
      const x = randomDimension(random)
      const divisor = 1 + (i % 5)
      const floor = floorOf(x, divisor)
      expect(valueOf(floor)).toBe(Math.floor(valueOf(x) / divisor))
      expect(sumOf(termsOf(productOf([floor, 1])))).toBe(floor)
    }
  })

  it('subtract numbers from symbols, and add them again', () => {
    expect(differenceOf('n', 1)).toBe('(n+-1)')
    expect(sumOf([differenceOf('n', 1)!, 1])).toBe('n')
    expect(differenceOf('(n+5)', 5)).toBe('n')
    expect(differenceOf(2, 5)).toBe(-3)
  })

  it('have no difference or quotient where that depends on the symbols', () => {
    expect(differenceOf('a', 'b')).toBeUndefined()
    expect(quotientOf('a', 'b')).toBeUndefined()
    expect(quotientOf('3*a', 2)).toBeUndefined()
    expect(quotientOf(7, 2)).toBeUndefined()
  })

  it('make shapes that can be compared', () => {
    expect(isStatic([1, 2])).toBe(true)
    expect(isStatic([1, 'n'])).toBe(false)
    expect(sameShape(['n', 2], ['n', 2])).toBe(true)
    expect(sameShape(['n', 2], ['m', 2])).toBe(false)
    expect(sameShape([2], [2, 1])).toBe(false)
  })
})
