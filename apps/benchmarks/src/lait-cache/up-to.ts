/** As many whole numbers, from the first one on. */
export function upTo(count: number, first = 0): number[] {
  return Array.from({ length: count }, (_, i) => first + i)
}
