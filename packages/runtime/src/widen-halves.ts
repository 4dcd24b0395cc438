/**
 * Turns 16-bit floats into float32 in place: the bits of n numbers fill the first half of `data` [n], and are read from
 * the end, so that none is overwritten before it is read.
 */
export function widenHalves(data: Float32Array<ArrayBuffer>, dtype: 'float16' | 'bfloat16'): void {
  const halves = new Uint16Array(data.buffer, data.byteOffset, data.length)
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length)
  if (dtype === 'bfloat16') for (let i = data.length - 1; i >= 0; i--) bits[i] = halves[i]! << 16
  else {
    for (let i = data.length - 1; i >= 0; i--) {
      const half = halves[i]!
      const sign = (half & 0x8000) << 16
      const exponent = (half >> 10) & 0x1f
      const fraction = half & 0x3ff
      if (exponent === 0) data[i] = (sign < 0 ? -1 : 1) * fraction * 2 ** -24
      else bits[i] = sign | ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13)
    }
  }
}
