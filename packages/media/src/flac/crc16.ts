const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 8
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value & 0x8000 ? 0x8005 : 0)
  return value
})

/** CRC-16 of the bytes from `start` to before `end`, of the polynomial x^16 + x^15 + x^2 + 1. */
export function crc16(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let i = start; i < end; i++) value = ((value << 8) & 0xffff) ^ table[(value >>> 8) ^ bytes[i]!]!
  return value
}
