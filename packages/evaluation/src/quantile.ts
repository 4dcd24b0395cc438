/**
 * The value below which a share of all values lies; between two values it is interpolated.
 *
 * @param sorted Lowest first, at least one.
 * @param share From 0 to 1.
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1)
  const low = sorted[Math.floor(place)]!
  return low + (place % 1) * (sorted[Math.ceil(place)]! - low)
}
