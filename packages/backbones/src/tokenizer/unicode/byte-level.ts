/** The character that represents each byte in byte-level vocabularies: printable Latin-1 itself, others from U+0100. */
export const byteCharacters: readonly string[] = (() => {
  let next = 0x100
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174
    return String.fromCharCode(printable ? byte : next++)
  })
})()

const encoder = new TextEncoder()

/** The UTF-8 bytes of a text, each as its character. */
export function toByteLevel(text: string): string {
  let result = ''
  for (const byte of encoder.encode(text)) result += byteCharacters[byte]
  return result
}

let bytes: ReadonlyMap<string, number> | undefined

/** The bytes of a text of byte characters; undefined if it has other ones. */
export function fromByteLevel(text: string): number[] | undefined {
  bytes ??= new Map(byteCharacters.map((character, byte) => [character, byte]))
  const result: number[] = []
  for (const character of text) {
    const byte = bytes.get(character)
    if (byte === undefined) return undefined
    result.push(byte)
  }
  return result
}
