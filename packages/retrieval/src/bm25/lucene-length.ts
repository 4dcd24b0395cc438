/**
 * A document's length as Lucene stores it in one byte: exact up to 40; for longer ones, the part above 24 with four
 * significant bits, rounded down.
 *
 * @see https://github.com/apache/lucene, SmallFloat.intToByte4 and byte4ToInt
 */
export function luceneLength(length: number): number {
  if (length < freeValues) return length
  const rest = length - freeValues
  const shift = Math.max(0, Math.floor(Math.log2(rest)) - 3)
  return freeValues + Math.floor(rest / 2 ** shift) * 2 ** shift
}

/** 255 minus the code of the largest 32-bit number in the floating form, 231. */
const freeValues = 24
