/**
 * Log odds of regions along a direction with an offset: ⟨e', [u, 1]⟩ + c.
 *
 * @param regions [n, dimensions + 1], with scale and bias folded in.
 * @param direction [dimensions + 1]: u, then c.
 * @returns [n]
 */
export function regionOdds(regions: Float32Array, direction: Float32Array): Float32Array {
  const width = direction.length
  const last = width - 1
  return Float32Array.from({ length: regions.length / width }, (_, row) => {
    let sum = regions[row * width + last]! + direction[last]!
    for (let d = 0; d < last; d++) sum += regions[row * width + d]! * direction[d]!
    return sum
  })
}
