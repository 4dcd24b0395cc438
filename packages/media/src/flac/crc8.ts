const table = Uint8Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value & 0x80 ? 0x07 : 0)
  return value
})

/** CRC-8 of the bytes from `start` to before `end`, of the polynomial x^8 + x^2 + x + 1. */
export function crc8(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let i = start; i < end; i++) value = table[value ^ bytes[i]!]!
  return value
}
