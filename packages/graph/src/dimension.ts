/**
 * The length of one axis: a number, or a symbol that is resolved at run time.
 *
 * A symbol is equal to itself and to nothing else. Products are written `2*batch*sequence` and sums `(left+right)`,
 * always in one canonical order, so that equal dimensions are equal strings.
 */
export type Dimension = number | string

/** A tensor's dimensions. */
export type Shape = readonly Dimension[]

/** A product taken apart: a number and the symbols it is multiplied by, sorted. */
interface Product {
  readonly coefficient: number
  readonly symbols: readonly string[]
}

/** The product of dimensions; 1 for none. */
export function productOf(dimensions: Shape): Dimension {
  const parts = dimensions.map(takeApart)
  return putTogether({
    coefficient: parts.reduce((product, part) => product * part.coefficient, 1),
    symbols: parts.flatMap(part => part.symbols),
  })
}

/** The sum of dimensions. */
export function sumOf(dimensions: Shape): Dimension {
  const terms = dimensions.flatMap(termsOf)
  const constant = terms.filter(isNumber).reduce((sum: number, term) => sum + Number(term), 0)
  const symbols = terms
    .filter(term => !isNumber(term))
    .map(String)
    .sort()
  if (symbols.length === 0) return constant
  if (constant !== 0) symbols.push(String(constant))
  return symbols.length === 1 ? symbols[0]! : `(${symbols.join('+')})`
}

/** `minuend − subtrahend`, e.g. `(n+-1)`; undefined where symbols of the subtrahend are not terms of the minuend. */
export function differenceOf(minuend: Dimension, subtrahend: Dimension): Dimension | undefined {
  const left = termsOf(minuend)
  for (const term of termsOf(subtrahend)) {
    const at = isNumber(term) ? -1 : left.indexOf(term)
    if (at >= 0) left.splice(at, 1)
    else if (isNumber(term)) left.push(-Number(term))
    else return undefined
  }
  return sumOf(left)
}

/** `dividend / divisor`, or undefined where that is not a whole dimension for every value of the symbols. */
export function quotientOf(dividend: Dimension, divisor: Dimension): Dimension | undefined {
  const top = takeApart(dividend)
  const bottom = takeApart(divisor)
  const left = [...top.symbols]
  for (const symbol of bottom.symbols) {
    const at = left.indexOf(symbol)
    if (at < 0) return undefined
    left.splice(at, 1)
  }
  const coefficient = top.coefficient / bottom.coefficient
  return Number.isInteger(coefficient) ? putTogether({ coefficient, symbols: left }) : undefined
}

/** ⌊dividend / divisor⌋; what does not divide becomes a symbol of its own, `floor((n+-3)/2)`. */
export function floorOf(dividend: Dimension, divisor: number): Dimension {
  if (typeof dividend === 'number') return Math.floor(dividend / divisor)
  const terms = termsOf(dividend).map(term => ({
    term,
    quotient: typeof term === 'string' ? quotientOf(term, divisor) : undefined,
  }))
  const rest = sumOf(terms.flatMap(({ term, quotient }) => (quotient === undefined ? [term] : [])))
  const floor = typeof rest === 'number' ? Math.floor(rest / divisor) : `floor(${rest}/${divisor})`
  return sumOf([...terms.flatMap(({ quotient }) => quotient ?? []), floor])
}

/** Dividend and divisor of a symbol that `floorOf` made. */
export function floorParts(dimension: string): { readonly dividend: Dimension; readonly divisor: number } | undefined {
  const [, dividend, divisor] = /^floor\((.+)\/(\d+)\)$/.exec(dimension) ?? []
  return dividend === undefined || factorsOf(dimension).length > 1 || termsOf(dimension).length > 1
    ? undefined
    : { dividend, divisor: Number(divisor) }
}

/** The symbols and numbers that `dimension` multiplies, e.g. `2*batch` gives `[2, 'batch']`. */
export function factorsOf(dimension: Dimension): Shape {
  const { coefficient, symbols } = takeApart(dimension)
  return coefficient === 1 && symbols.length > 0 ? symbols : [coefficient, ...symbols]
}

/** True if every dimension is a number. */
export function isStatic(shape: Shape): shape is readonly number[] {
  return shape.every(dimension => typeof dimension === 'number')
}

/** True if both shapes have the same dimensions. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, axis) => dimension === b[axis])
}

/** What a sum adds up, e.g. `(n+-1)` gives `['n', -1]`. A product that starts with a sum, `(a+b)*c`, is one term. */
export function termsOf(dimension: Dimension): Dimension[] {
  if (typeof dimension === 'number' || !dimension.startsWith('(') || splitOutsideParentheses(dimension, '*').length > 1)
    return [dimension]
  return splitOutsideParentheses(dimension.slice(1, -1), '+').map(term => (isNumber(term) ? Number(term) : term))
}

function takeApart(dimension: Dimension): Product {
  if (typeof dimension === 'number') return { coefficient: dimension, symbols: [] }
  const factors = splitOutsideParentheses(dimension, '*')
  return {
    coefficient: factors.filter(isNumber).reduce((product, factor) => product * Number(factor), 1),
    symbols: factors.filter(factor => !isNumber(factor)),
  }
}

function putTogether({ coefficient, symbols }: Product): Dimension {
  if (symbols.length === 0 || coefficient === 0) return coefficient
  const sorted = [...symbols].sort()
  return coefficient === 1 ? sorted.join('*') : [coefficient, ...sorted].join('*')
}

function isNumber(term: Dimension): boolean {
  return typeof term === 'number' || /^-?\d+$/.test(term)
}

function splitOutsideParentheses(text: string, separator: '*' | '+'): string[] {
  const parts = ['']
  let depth = 0
  for (const character of text) {
    if (character === '(') depth++
    if (character === ')') depth--
    if (character === separator && depth === 0) parts.push('')
    else parts[parts.length - 1] += character
  }
  return parts
}
