/** float16 numbers, given by their bits, as float32. */
export function halvesToFloats(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const whole = new Uint32Array(1)
  const number = new Float32Array(whole.buffer)
  return Float32Array.from(bits, half => {
    const [sign, exponent, fraction] = [(half & 0x8000) << 16, (half >> 10) & 0x1f, half & 0x3ff]
    if (exponent === 0) return (sign < 0 ? -1 : 1) * fraction * 2 ** -24
    whole[0] = sign | ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13)
    return number[0]!
  })
}
