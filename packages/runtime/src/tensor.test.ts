import { expect, it } from 'vitest'
import { checkTensor, dataClass, elementCount, tensor } from './tensor.ts'
import type { Dtype } from '@towerkit/core'

it('takes typed arrays as they are and converts numbers', () => {
  const data = new Float32Array(4).subarray(1, 3)
  expect(tensor('float32', [1, 2], data).data).toBe(data)
  expect(tensor('int64', [2], [1, -2]).data).toEqual(new BigInt64Array([1n, -2n]))
  expect(tensor('bool', [], [1]).data).toEqual(new Uint8Array([1]))
  expect(tensor('float64', [2, 0]).data).toEqual(new Float64Array(0))
})

it.each([
  ['another length', () => tensor('float32', [2, 2], [1, 2, 3]), 'shape', '[2, 2] has 4 elements, the data has 3'],
  ['a broken dimension', () => tensor('float32', [1.5], [1]), 'shape', 'dimension of 1.5'],
  ['too many elements', () => elementCount([2 ** 30, 2 ** 30]), 'shape', '2^53'],
  [
    'another class',
    () => tensor('float32', [1], new Float64Array(1) as never),
    'argument',
    'Float64Array, expected Float32Array',
  ],
  [
    'no data',
    () => checkTensor({ dtype: 'int8', shape: [1], data: undefined as never }, 'load'),
    'argument',
    'load: the data of a int8',
  ],
  ['an inherited dtype', () => dataClass('toString' as Dtype), 'argument', 'unknown dtype toString'],
  ['float16 numbers', () => tensor('float16', [1], [1]), 'argument', 'Uint16Array'],
])('refuses %s', (_, work, code, message) => {
  expect(work).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }))
})
