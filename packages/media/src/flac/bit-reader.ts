/** Reads numbers of any number of bits, the highest first, and throws `RangeError` at the end of the bytes. */
export class BitReader {
  readonly #bytes: Uint8Array
  readonly #start: number
  /** In bits from the start, so that it stays below 2^32 in files of any size. */
  #position = 0

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes.subarray(start)
    this.#start = start
  }

  /** The byte after the last one that was read, if only in part. */
  get byte(): number {
    return this.#start + ((this.#position + 7) >>> 3)
  }

  /** Goes to the next whole byte. */
  align(): void {
    this.#position = ((this.#position + 7) >>> 3) * 8
  }

  /** @param count 0 to 33 */
  unsigned(count: number): number {
    const end = this.#position + count
    if (end > 8 * this.#bytes.length) throw new RangeError('the bits end')
    let value = 0
    let left = count
    while (left > 0) {
      const inByte = this.#position & 7
      const taken = Math.min(left, 8 - inByte)
      const bits = (this.#bytes[this.#position >>> 3]! >>> (8 - inByte - taken)) & ((1 << taken) - 1)
      value = value * 2 ** taken + bits
      this.#position += taken
      left -= taken
    }
    return value
  }

  /** Of two's complement. @param count 1 to 33 */
  signed(count: number): number {
    const value = this.unsigned(count)
    return value >= 2 ** (count - 1) ? value - 2 ** count : value
  }

  /** Zeros before the next one, which is read too. */
  unary(): number {
    let zeros = 0
    for (;;) {
      const byte = this.#bytes[this.#position >>> 3]
      if (byte === undefined) throw new RangeError('the bits end')
      const inByte = this.#position & 7
      const rest = (byte << inByte) & 0xff
      if (rest !== 0) {
        const leading = Math.clz32(rest) - 24
        this.#position += leading + 1
        return zeros + leading
      }
      zeros += 8 - inByte
      this.#position += 8 - inByte
    }
  }
}
