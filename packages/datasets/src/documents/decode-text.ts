import { DataError } from '@towerkit/core'
import { UnreadDocument } from './skipped-file.ts'

/** Characters in which a document without text would show that it has none. */
const sniffed = 8_000

/**
 * Text of a file: UTF-8, or UTF-16 with a byte-order mark; HTML also in the encoding that it names, or in Windows-1252
 * if it names none, as in browsers. Line ends become `\n`.
 *
 * @throws {UnreadDocument} for other bytes.
 */
export function decodeText(
  bytes: Uint8Array,
  { path, html }: { readonly path: string; readonly html: boolean },
): string {
  const [first, second] = bytes
  const utf16 =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined
  const text =
    decode(utf16 ?? 'utf-8', bytes) ?? (html ? decode(namedEncoding(bytes) ?? 'windows-1252', bytes) : undefined)
  const isBinary = text === undefined ? bytes.subarray(0, sniffed).includes(0) : text.slice(0, sniffed).includes('\0')
  if (isBinary) throw new UnreadDocument('binary')
  if (text === undefined)
    throw new UnreadDocument(
      'encoding',
      new DataError(`documentFolder: "${path}" is not UTF-8, nor UTF-16 with a byte-order mark. Convert it to UTF-8.`, {
        path,
      }),
    )
  return text.replace(/\r\n?/g, '\n')
}

function decode(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** As https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding does, in short. */
function namedEncoding(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 1_024)).toString('latin1')
  return /<meta[^>]{0,200}?charset\s*=\s*["']?([\w:.-]+)/i.exec(start)?.[1]
}
