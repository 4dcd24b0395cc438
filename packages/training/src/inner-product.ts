/** Σ aᵢ·bᵢ of two vectors of one length. */
export function innerProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
