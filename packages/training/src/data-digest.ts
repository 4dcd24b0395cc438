import { createHash, type Hash } from 'node:crypto'

/** Examples that represent the others. */
const firstExamples = 8

/** Digest of the first examples of some data: whatever they hold, typed arrays by their bytes. */
export function dataDigest(examples: readonly unknown[]): string {
  const hash = createHash('sha256')
  for (const example of examples.slice(0, firstExamples)) update(hash, example)
  return hash.digest('hex').slice(0, 16)
}

/** Description of data whose examples are all in memory. */
export function describeExamples(examples: readonly unknown[]): Readonly<Record<string, unknown>> {
  return { examples: examples.length, first: dataDigest(examples) }
}

function update(hash: Hash, value: unknown): void {
  if (ArrayBuffer.isView(value)) {
    hash.update(`${value.constructor.name} ${value.byteLength} `)
    hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
  } else if (Array.isArray(value)) {
    hash.update(`list ${value.length} `)
    for (const item of value) update(hash, item)
  } else if (typeof value === 'object' && value !== null) {
    hash.update('object ')
    for (const [name, item] of Object.entries(value)) {
      hash.update(`${JSON.stringify(name)} `)
      update(hash, item)
    }
  } else hash.update(`${typeof value} ${String(value)} `)
}
