import { expect, it } from 'vitest'
import { ShapeError, TowerkitError } from '@towerkit/core'

it('carries code, details, cause and name', () => {
  const cause = new Error('inner')
  const error = new ShapeError('matmul: 3 columns but 4 rows.', { columns: 3, rows: 4, cause })
  expect(error).toMatchObject({ name: 'ShapeError', code: 'shape', details: { columns: 3, rows: 4 }, cause })
  expect(error.message).toBe('matmul: 3 columns but 4 rows.')
})

it('recognises the error of another copy of the package by its marker', () => {
  const foreign = Object.assign(new Error('from another copy'), { code: 'data', [Symbol.for('towerkit.error')]: true })
  expect(TowerkitError.is(foreign)).toBe(true)
  expect(TowerkitError.is(foreign, 'data')).toBe(true)
  expect(TowerkitError.is(foreign, 'shape')).toBe(false)
  expect(TowerkitError.is(new Error('plain'))).toBe(false)
  expect(TowerkitError.is('text')).toBe(false)
})
