import { dateSpan, sameNumber } from '@towerkit/core'

/**
 * What the fields of a column are: texts as written, numbers (whole ones exact at any size), true or false, or dates of
 * ISO 8601, which stay texts.
 */
export type ColumnType = 'text' | 'number' | 'boolean' | 'date'

/** The types that there are. */
export const columnTypes: readonly ColumnType[] = ['text', 'number', 'boolean', 'date']

/** No zeros in front, as codes have; no plus, as telephone numbers have. */
const number = /^-?(?:(?:0|[1-9]\d*)(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?$/i

/**
 * The value of a field that is written as text.
 *
 * @returns undefined if it is not of the type.
 */
export function typedValue(text: string, type: ColumnType): string | number | bigint | boolean | undefined {
  const field = text.trim()
  switch (type) {
    case 'text':
      return text
    case 'date':
      return dateSpan(field) === undefined ? undefined : field
    case 'boolean':
      return /^(true|false)$/i.test(field) ? field.toLowerCase() === 'true' : undefined
    case 'number':
      if (!number.test(field) || !Number.isFinite(Number(field))) return undefined
      return /^-?\d+$/.test(field) ? sameNumber(BigInt(field)) : Number(field)
  }
}

/** What all fields of a column look like; those that are empty say nothing. */
export function columnLook(): { readonly type: ColumnType; see(text: string): void } {
  const looks = new Set<ColumnType>(['number', 'boolean'])
  let isEmpty = true
  return {
    get type() {
      const [look = 'text'] = looks
      return isEmpty ? 'text' : look
    },
    see: text => {
      if (text.trim() === '') return
      isEmpty = false
      for (const look of looks) if (typedValue(text, look) === undefined) looks.delete(look)
    },
  }
}
