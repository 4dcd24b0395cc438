import type { Metadata, Where } from '@towerkit/core'
import { Type } from 'typebox'

const fields = { type: 'object', maxProperties: 64, propertyNames: { type: 'string', minLength: 1, maxLength: 128 } }
const list = (items: object) => ({ type: 'array', items, maxItems: 256 })
const text = { type: 'string', maxLength: 4096 }

/** A condition, and what it is about. */
export const where = Type.Unsafe<Where>({ $ref: 'Where#' })
export const metadata = Type.Unsafe<Metadata>({ $ref: 'Metadata#' })

/**
 * Named schemas of metadata and conditions.
 *
 * @param number The schema of a number. Whole numbers beyond 2^53 are read as bigints, which no schema of JSON knows:
 *   the document says `{ type: 'number' }`, the validator takes what it is given here.
 */
export function metadataSchemas(number: object) {
  const scalars = [text, number, { type: 'boolean' }]
  const bound = { anyOf: [text, number] }
  return [
    Type.Unsafe<Metadata>({
      $id: 'Metadata',
      ...fields,
      description:
        'Values by which documents can be filtered: texts, numbers, booleans, lists and nested fields. A date is a ' +
        'text of ISO 8601. Whole numbers are exact at any size.',
      additionalProperties: { $ref: 'MetadataValue#' },
      examples: [
        { module: 'fs', since: 10, stable: true, tags: ['file'], author: { name: 'Ada' }, date: '2024-05-01' },
      ],
    }),
    Type.Unsafe({
      $id: 'MetadataValue',
      description: 'A text, a number, a boolean, a list of values, or an object with fields of its own.',
      anyOf: [
        ...scalars,
        list({ $ref: 'MetadataValue#' }),
        { ...fields, additionalProperties: { $ref: 'MetadataValue#' } },
      ],
    }),
    Type.Unsafe<Where>({
      $id: 'Where',
      ...fields,
      description:
        'Fields that must hold a value, one of a list of values, or what passes a test. A nested field is named by ' +
        'its path, such as author.name. `and` and `or` with a list of conditions, and `not` with one, combine them.',
      properties: {
        and: { anyOf: [list({ $ref: 'Where#' }), { $ref: 'WhereField#' }] },
        or: { anyOf: [list({ $ref: 'Where#' }), { $ref: 'WhereField#' }] },
        not: { anyOf: [{ $ref: 'Where#' }, { $ref: 'WhereField#' }] },
      },
      additionalProperties: { $ref: 'WhereField#' },
      examples: [{ module: ['fs', 'path'], since: { from: 10 }, or: [{ tags: 'file' }, { 'author.name': 'Ada' }] }],
    }),
    Type.Unsafe({
      $id: 'WhereField',
      description: 'What a field must hold: a value, one of a list of values, or what passes all of the tests.',
      anyOf: [
        ...scalars,
        list({ anyOf: scalars }),
        {
          type: 'object',
          additionalProperties: false,
          minProperties: 1,
          properties: {
            from: { ...bound, description: 'This or more; for two dates, this time or later.' },
            to: { ...bound, description: 'This or less; a day or a month includes all of it.' },
            exists: { type: 'boolean', description: 'Whether the field is there at all.' },
            contains: {
              anyOf: [...scalars, list({ anyOf: scalars })],
              description: 'The field holds the value, or all of the values, in a list.',
            },
            not: { $ref: 'WhereField#', description: 'Fulfilled where this is not.' },
          },
        },
      ],
    }),
  ]
}
