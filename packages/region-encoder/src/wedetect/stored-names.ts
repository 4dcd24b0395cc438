import { ArgumentError, DataError, vectors, type Encoder } from '@towerkit/core'

/**
 * Names whose vectors are stored in a .npy file [names, dimensions], float32, instead of a text tower.
 *
 * @param bytes The file.
 * @param names One for each row, in the order of the rows.
 * @throws {DataError} if it is no such file.
 *
 * @example
 * const text = storedNames(await readFile('names.npy'), ['狗', '猫'])
 *
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function storedNames(bytes: Uint8Array, names: readonly string[]): Encoder<string> {
  const { rows, dimensions, data } = readRows(bytes)
  if (rows !== names.length)
    throw new DataError(`storedNames: ${rows} rows for ${names.length} names. Give one name for each row.`, {
      rows,
      names: names.length,
    })
  return {
    dimensions,
    async encode(texts) {
      const found: Float32Array[] = []
      for await (const text of texts) {
        const row = names.indexOf(text)
        if (row === -1)
          throw new ArgumentError(`storedNames: there is no vector of "${text}". Ask for one of the stored names.`, {
            text,
          })
        found.push(data.subarray(row * dimensions, (row + 1) * dimensions))
      }
      return vectors(found, dimensions)
    },
    close: async () => {},
  }
}

function readRows(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isNumpy = bytes.length > 12 && String.fromCharCode(...bytes.subarray(0, 6)) === '\x93NUMPY'
  const isLong = isNumpy && bytes[6]! > 1
  const start = isLong ? 12 : 10
  const end = isNumpy ? start + (isLong ? view.getUint32(8, true) : view.getUint16(8, true)) : 0
  const header = isNumpy ? new TextDecoder('latin1').decode(bytes.subarray(start, end)) : ''
  const shape = /'shape': \((\d+), (\d+)\)/.exec(header)
  const [rows, dimensions] = [Number(shape?.[1]), Number(shape?.[2])] as const
  const isFloat = header.includes("'<f4'") && header.includes("'fortran_order': False")
  if (!shape || !isFloat || bytes.length - end !== 4 * rows * dimensions)
    throw new DataError('storedNames: the file is no .npy of float32 [names, dimensions]. Save it with numpy.save.', {
      header,
    })
  return { rows, dimensions, data: new Float32Array(Uint8Array.from(bytes.subarray(end)).buffer) }
}
