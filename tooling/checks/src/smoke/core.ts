import { equal } from 'node:assert/strict'
import { ShapeError, TowerkitError, vectors } from '@towerkit/core'
import { vectorIndexConformance } from '@towerkit/core/testing'

equal(
  vectors([
    [1, 0],
    [0, 1],
  ]).count,
  2,
)
equal(TowerkitError.is(new ShapeError('a: b. c.'), 'shape'), true)
equal(
  vectorIndexConformance(() => {
    throw new Error('not made')
  }).length > 10,
  true,
)
