import { DataError, UnsupportedError, type TowerkitError } from '@towerkit/core'

/** Formats of pictures that sharp's own binaries do not decode, by how a file starts, or goes on after four bytes. */
const undecoded: readonly (readonly [format: string, start: string, offset?: number])[] = [
  ['BMP', 'BM'],
  ['ICO', '\0\0\x01\0'],
  ['JPEG XL', '\xff\x0a'],
  ['JPEG XL', 'JXL ', 4],
  ...['heic', 'heix', 'hevc', 'heim', 'heis', 'mif1'].map(brand => ['HEIC', `ftyp${brand}`, 4] as const),
  ['JPEG 2000', 'jP  ', 4],
  ['PSD', '8BPS'],
]

/** What went wrong with a picture, as an error that names it. */
export function pictureError(name: string, bytes: Uint8Array, cause: unknown): TowerkitError {
  const start = String.fromCharCode(...bytes.subarray(0, 16))
  const format = undecoded.find(([, part, offset = 0]) => start.startsWith(part, offset))?.[0]
  if (format)
    return new UnsupportedError(`decodePicture: "${name}" is ${format}. Convert it to JPEG, PNG, WebP or TIFF.`, {
      name,
      format,
      cause,
    })
  const reason = (cause as Error).message.split('\n')[0]!.replace(/\.$/, '')
  return /unsupported image format/i.test(reason)
    ? new DataError(`decodePicture: "${name}" is no picture of a known format. Give the file of a picture.`, {
        name,
        cause,
      })
    : new DataError(`decodePicture: "${name}" is damaged: ${reason}. Get the file again.`, { name, cause })
}
