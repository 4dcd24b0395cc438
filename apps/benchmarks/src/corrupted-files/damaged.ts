/** Texts that damage a JSON file in ways that single bytes seldom do. */
const pieces = [
  '1e999',
  '-1',
  '99999999999',
  'null',
  '[]',
  '{}',
  '"__proto__":{"x":1},',
  '[[[[[[[[[[[[[[[[',
  '"\\ud800"',
  'true',
  '0.5',
]

/**
 * The file with one to four damages: changed bytes, a part cut out, doubled or moved, the end cut off, or a piece of
 * JSON in the middle.
 */
export function damaged(whole: Uint8Array, random: () => number): Uint8Array {
  let bytes: Uint8Array = whole.slice()
  const at = () => Math.floor(random() * bytes.length)
  for (let times = random() < 0.5 ? 1 : 2 + Math.floor(random() * 3); times > 0; times--) {
    const start = at()
    const length = 1 + Math.floor(random() * 40)
    switch (Math.floor(random() * 6)) {
      case 0:
        bytes[start] = Math.floor(random() * 256)
        break
      case 1:
        bytes[start]! ^= 1 << Math.floor(random() * 8)
        break
      case 2:
        bytes = joined(bytes.subarray(0, start), bytes.subarray(start + length))
        break
      case 3:
        bytes = joined(bytes.subarray(0, start), bytes.subarray(start, start + length), bytes.subarray(start))
        break
      case 4:
        bytes = joined(
          bytes.subarray(0, start),
          new TextEncoder().encode(pieces[Math.floor(random() * pieces.length)]),
          bytes.subarray(start + Math.floor(random() * 3)),
        )
        break
      default:
        if (random() < 0.3) bytes = bytes.slice(0, start)
    }
    if (bytes.length === 0) return bytes
  }
  return bytes
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    result.set(part, at)
    at += part.length
  }
  return result
}

/** Values that a field may be given instead of its own. */
const oddValues: readonly unknown[] = [
  null,
  -1,
  0,
  1.5,
  1e300,
  4e9,
  '',
  'x'.repeat(10_000),
  [],
  {},
  [[]],
  true,
  '(a+)+$',
  '\ud800',
  { __proto__: null, length: -1 },
]

/** The same JSON with one value somewhere replaced by another kind of value. */
export function withOddValue(json: unknown, random: () => number): unknown {
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)]!
  const copy = structuredClone(json)
  let holder = copy as Record<string, unknown>
  for (;;) {
    const keys = Object.keys(holder)
    if (keys.length === 0) return copy
    const key = pick(keys)
    const next = holder[key]
    if (typeof next !== 'object' || next === null || random() < 0.3) {
      holder[key] = pick(oddValues)
      return copy
    }
    holder = next as Record<string, unknown>
  }
}
