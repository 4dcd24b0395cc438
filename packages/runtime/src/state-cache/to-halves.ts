/** Largest finite number of float16. */
const largest = 65_504

let table: Float32Array | undefined

/** float32 to the bits of float16, rounded to the nearest, ties to even. Numbers beyond ±65,504 become those. */
export function toHalves(numbers: Float32Array): Uint16Array<ArrayBuffer> {
  const halves = new Uint16Array(numbers.length)
  const value = new Float32Array(1)
  const bits = new Uint32Array(value.buffer)
  for (let i = 0; i < numbers.length; i++) {
    value[0] = Math.min(largest, Math.max(-largest, numbers[i]!))
    halves[i] = halfOf(bits[0]!)
  }
  return halves
}

/** The numbers that float16 bits represent. */
export function fromHalves(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const values = (table ??= Float32Array.from({ length: 65_536 }, (_, half) => valueOf(half)))
  const numbers = new Float32Array(halves.length)
  for (let i = 0; i < halves.length; i++) numbers[i] = values[halves[i]!]!
  return numbers
}

function halfOf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000
  const exponent = ((bits >>> 23) & 0xff) - 112
  const fraction = bits & 0x7fffff
  if (exponent >= 1) return sign | roundedShift((exponent << 23) | fraction, 13)
  return exponent < -10 ? sign : sign | roundedShift(fraction | 0x800000, 14 - exponent)
}

/** A carry out of the fraction raises the exponent, as it should. */
function roundedShift(value: number, places: number): number {
  const half = 1 << (places - 1)
  const odd = (value >>> places) & 1
  return (value + half - 1 + odd) >>> places
}

function valueOf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >>> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
