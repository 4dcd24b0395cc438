import { fieldsOf, malformed } from '../read-fields.ts'
import { oniguruma } from './oniguruma.ts'

/** Makes the pattern of a Replace or Split step: a literal text, or a regular expression of Oniguruma. */
export function patternOf(json: unknown, part: string): RegExp {
  const { String: text, Regex: expression } = fieldsOf(json, part)
  if (typeof expression === 'string') return oniguruma(expression, part)
  if (typeof text !== 'string' || text === '') malformed(part, json, 'a String that is not empty, or a Regex')
  return new RegExp(text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'gu')
}
