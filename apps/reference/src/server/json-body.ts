import { parseExactJson, writeExactJson } from '@towerkit/core'
import { parse } from 'secure-json-parse'
import { refusal } from './problem.ts'

/** Deepest nesting of objects and arrays in a body; what the API takes has 4 levels. */
const deepest = 16

/**
 * Reads a JSON body: strict UTF-8, no deep nesting, no keys that reach for a prototype, no half characters.
 *
 * @throws Refusal, status 400.
 */
export function jsonBody(bytes: Uint8Array): unknown {
  const text = decode(bytes)
  if (depth(text) > deepest)
    throw refusal(
      400,
      'data',
      `The body is nested deeper than ${deepest} levels. Send what the OpenAPI document describes.`,
    )
  let value: unknown
  try {
    value = parse(text, undefined, { protoAction: 'error', constructorAction: 'error' })
    // Whole numbers beyond 2^53 would become others without a word.
    if (/\d{16}/.test(text)) value = parseExactJson(text)
  } catch (error) {
    throw refusal(400, 'data', `The body is not JSON that is taken here: ${(error as Error).message}.`)
  }
  // Escapes are the only way to half a surrogate pair; JSON leaves just those escaped.
  if (/\\u[dD][89a-fA-F]/.test(text) && /\\ud[89a-f]/.test(writeExactJson(value).replaceAll('\\\\', '')))
    throw refusal(400, 'data', 'The body has half of a surrogate pair. Send whole characters.')
  return value
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refusal(400, 'data', 'The body is not UTF-8. Send JSON in UTF-8.')
  }
}

/** Deepest nesting of brackets outside strings. */
function depth(text: string): number {
  let now = 0,
    most = 0,
    inString = false
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i)
    if (inString) {
      if (character === 0x5c) i++
      else if (character === 0x22) inString = false
    } else if (character === 0x22) inString = true
    else if (character === 0x7b || character === 0x5b) most = Math.max(most, ++now)
    else if (character === 0x7d || character === 0x5d) now--
  }
  return most
}
