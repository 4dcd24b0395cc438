import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'

/** Bytes of one read: Node reads no more than 2 GiB at once. */
const most = 2 ** 30

/**
 * Files of a folder as an ONNX model asks for them, by their names; each is read once. One that is missing is
 * undefined.
 */
export function filesBeside(folder: string): (name: string) => Uint8Array | undefined {
  const known = new Map<string, Uint8Array | undefined>()
  return name => {
    if (!known.has(name)) known.set(name, readWhole(join(folder, name)))
    return known.get(name)
  }
}

function readWhole(path: string): Uint8Array | undefined {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return undefined
  }
  try {
    const bytes = new Uint8Array(fstatSync(file).size)
    for (let at = 0; at < bytes.length; ) {
      const count = readSync(file, bytes, at, Math.min(most, bytes.length - at), at)
      if (count === 0) return bytes.subarray(0, at)
      at += count
    }
    return bytes
  } finally {
    closeSync(file)
  }
}
