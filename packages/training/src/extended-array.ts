/**
 * `array` with `length` numbers, new ones being 0: in its own spare memory, or copied to memory that has room for more.
 *
 * @param array An array that begins its memory.
 */
export function extendedArray<A extends Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>>(
  array: A,
  length: number,
): A {
  const create = array.constructor as new (memory: ArrayBuffer, start: number, length: number) => A
  const bytes = length * array.BYTES_PER_ELEMENT
  if (bytes <= array.buffer.byteLength) return new create(array.buffer, 0, length)
  const longer = new create(new ArrayBuffer(Math.ceil((1.5 * bytes) / 4) * 4), 0, length)
  longer.set(array)
  return longer
}
