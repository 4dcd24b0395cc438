import { readFile } from 'node:fs/promises'

interface Golden {
  readonly file: string
  readonly withoutBfloat16: string
  readonly tensors: Record<
    string,
    { readonly dtype: string; readonly shape: number[]; readonly data: (number | string)[] }
  >
}
/** Files of the reference implementation, and what is in them. */
export const golden = JSON.parse(
  await readFile(new URL('./safetensors-golden.json', import.meta.url), 'utf8'),
) as Golden
export const goldenBytes = new Uint8Array(Buffer.from(golden.file, 'base64'))

/** A file of the given header, with its length in front, and data. */
export function fileOf(header: string | Uint8Array, dataLength = 0): Uint8Array {
  const text = typeof header === 'string' ? Buffer.from(header) : header
  const file = Buffer.alloc(8 + text.byteLength + dataLength)
  file.writeBigUInt64LE(BigInt(text.byteLength))
  file.set(text, 8)
  return file
}
