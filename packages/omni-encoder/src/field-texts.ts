import { plainField } from './omni-item.ts'

/** The order in which fields are laid out; all others follow, in the order of their names. */
export const fieldOrder: readonly string[] = [plainField, 'title', 'ocr', 'asr', 'author', 'tags']

/** Most fields that are dropped independently of each other. */
export const mostFields = 16

/** A field that has a text, in its place. */
export interface FieldText {
  readonly name: string
  readonly text: string
}

/**
 * The text fields of an item, cleaned and in a fixed order: control characters and runs of white space become one
 * space; of equal texts (but for case) the first is kept, within a field and between fields; fields without a text are
 * left out; the texts of a field are joined by commas, and stand after its name, but for `text` and `title`.
 */
export function fieldTexts(fields: readonly (readonly [name: string, texts: readonly string[]])[]): FieldText[] {
  const seen = new Set<string>()
  const isNew = (text: string) => {
    const key = text.toLowerCase()
    if (text === '' || seen.has(key)) return false
    seen.add(key)
    return true
  }
  return fields
    .toSorted(([a], [b]) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1))
    .map(([name, texts]) => ({ name, text: texts.map(cleaned).filter(isNew).join(', ') }))
    .filter(({ text }) => text !== '')
    .map(({ name, text }) => ({ name, text: name === plainField || name === 'title' ? text : `${name}: ${text}` }))
}

function cleaned(text: string): string {
  return text
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
}

function placeOf(name: string): number {
  const place = fieldOrder.indexOf(name)
  return place < 0 ? fieldOrder.length : place
}
