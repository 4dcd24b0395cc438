import type { Tensor } from '@towerkit/graph'

/**
 * The seed of a tower's dropout over one chunk of one column. Columns differ, or a text that is its own positive
 * (SimCSE) would be embedded twice with one mask. Chunk 0 has the seed of the whole column.
 *
 * @param number Of the batch, at least 0.
 */
export function dropoutSeed(
  number: number,
  { column, chunk }: { readonly column: number; readonly chunk: number },
): Tensor {
  return {
    dtype: 'int64',
    shape: [],
    data: BigInt64Array.of(BigInt(number) + BigInt(column) * 161_803_399n + BigInt(chunk) * 1_000_003n),
  }
}
