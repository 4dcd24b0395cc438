import { UnsupportedError } from './errors/unsupported-error.ts'

/** Parts of `JSON` that this version of TypeScript does not declare yet. */
interface JsonOfSources {
  rawJSON?(text: string): unknown
  parse(
    text: string,
    reviver: (key: string, value: unknown, context?: { readonly source?: string }) => unknown,
  ): unknown
}
const json = JSON as unknown as JsonOfSources

/**
 * Reads JSON as `JSON.parse` does, but whole numbers beyond 2^53 become bigints instead of the nearest number.
 *
 * @throws {SyntaxError} if the text is no JSON.
 * @throws {UnsupportedError} if there is such a number, and the engine does not tell how numbers are written (browsers
 *   before 2025).
 *
 * @example
 * parseExactJson('{"id": 9007199254740993}') // { id: 9007199254740993n }
 */
export function parseExactJson(text: string): unknown {
  // A reviver takes several times as long: only where a number may be so large.
  if (!/\d{16}/.test(text)) return JSON.parse(text)
  return json.parse(text, (_key, value, context) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value) || !Number.isInteger(value)) return value
    if (context?.source === undefined)
      throw new UnsupportedError(
        `parseExactJson: the number ${value} cannot be read exactly by this JavaScript engine. Use Node 22 or newer.`,
        { value },
      )
    return /^-?\d+$/.test(context.source) ? BigInt(context.source) : value
  })
}

/**
 * Writes JSON as `JSON.stringify` does; bigints become whole numbers with all their digits, which `parseExactJson`
 * reads back.
 *
 * @param indent Spaces of each level; 0 for one line. Default 0.
 * @throws {UnsupportedError} if there is a bigint, and the engine cannot write it (browsers before 2025).
 */
export function writeExactJson(value: unknown, indent = 0): string {
  // A function that is called for each value takes several times as long: only if there is a bigint.
  try {
    return JSON.stringify(value, undefined, indent)
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
  }
  const exact = (_key: string, each: unknown) => {
    if (typeof each !== 'bigint') return each
    if (json.rawJSON === undefined)
      throw new UnsupportedError(
        `writeExactJson: the bigint ${each} cannot be written by this JavaScript engine. Use Node 22 or newer.`,
      )
    return json.rawJSON(String(each))
  }
  return JSON.stringify(value, exact, indent)
}
