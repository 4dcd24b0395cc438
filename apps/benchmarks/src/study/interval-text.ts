/** A mean with its interval, as tables show it: `0.4641 [0.4523, 0.4760]`. */
export function intervalText(
  estimate: { readonly mean: number; readonly low: number; readonly high: number } | undefined,
  digits = 4,
): string {
  if (!estimate) return '-'
  const [mean, low, high] = [estimate.mean, estimate.low, estimate.high].map(value => value.toFixed(digits))
  return `${mean} [${low}, ${high}]`
}
