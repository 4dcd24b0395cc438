import type { Metadata, Where } from '@towerkit/core'
import { Type } from 'typebox'

const fields = { type: 'object', maxProperties: 64, propertyNames: { type: 'string', minLength: 1, maxLength: 128 } }
const values = [{ type: 'string', maxLength: 4096 }, { type: 'number' }, { type: 'boolean' }]
const metadataSchema = Type.Unsafe<Metadata>({
  $id: 'Metadata',
  ...fields,
  description: 'Values by which documents can be filtered.',
  additionalProperties: { anyOf: values },
  examples: [{ module: 'fs', since: 10, stable: true }],
})
const range = (type: 'number' | 'string') => ({
  type: 'object',
  properties: {
    from: { type, ...(type === 'string' && { maxLength: 4096 }) },
    to: { type, ...(type === 'string' && { maxLength: 4096 }) },
  },
  additionalProperties: false,
  minProperties: 1,
})
const whereSchema = Type.Unsafe<Where>({
  $id: 'Where',
  ...fields,
  description: 'Fields that must hold a value, one of a list of values, or a value from a range, both ends included.',
  additionalProperties: {
    anyOf: [...values, { type: 'array', items: { anyOf: values }, maxItems: 256 }, range('number'), range('string')],
  },
  examples: [{ module: ['fs', 'path'], since: { from: 10 } }],
})

/** No control characters, and not a path segment that clients resolve themselves. */
/** A condition, and what it is about. */
export const where = Type.Unsafe<Where>({ $ref: 'Where#' })
export const metadata = Type.Unsafe<Metadata>({ $ref: 'Metadata#' })

/** Named schemas of metadata and conditions. */
export const metadataSchemas = [metadataSchema, whereSchema]
