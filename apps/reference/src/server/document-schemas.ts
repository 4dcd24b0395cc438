import { Type, type Static } from 'typebox'
import { metadata } from './metadata-schemas.ts'

const closed = { additionalProperties: false }

/** The name of something that a client names. */
export const id = Type.String({
  minLength: 1,
  maxLength: 512,
  pattern: '^(?!\\.{1,2}$)[^\\u0000-\\u001f\\u007f]+$',
  examples: ['fs.watch'],
})
/** A text of a client, which holds no NUL. */
export const text = (maxLength: number, description: string) =>
  Type.String({ maxLength, pattern: '^[^\\u0000]*$', description })

const storedDocument = Type.Object(
  {
    id,
    title: text(1000, 'Shown with a hit.'),
    text: text(1_000_000, 'What is searched.'),
    metadata: Type.Optional(metadata),
  },
  { $id: 'Document', ...closed },
)
export const documentBatch = Type.Object(
  {
    documents: Type.Array(Type.Unsafe<Static<typeof storedDocument>>({ $ref: 'Document#' }), {
      minItems: 1,
      maxItems: 256,
    }),
  },
  { $id: 'DocumentBatch', ...closed },
)
export const documentParameters = Type.Object({ id }, closed)
export const removal = Type.Object(
  { ids: Type.Array(id, { minItems: 1, maxItems: 1000 }) },
  { $id: 'Removal', ...closed },
)
const removed = Type.Object({ removed: Type.Integer({ minimum: 0 }) }, { $id: 'Removed' })
export const listingParameters = Type.Object(
  {
    after: Type.Optional(Type.String({ maxLength: 512, description: 'Only ids after this one: the last of a page.' })),
    prefix: Type.Optional(Type.String({ maxLength: 512, description: 'Only ids that begin so.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'Most documents. Default 100.' })),
  },
  closed,
)
const documentList = Type.Object(
  {
    documents: Type.Array(Type.Object({ id: Type.String(), title: Type.String(), metadata: Type.Optional(metadata) })),
    next: Type.Optional(Type.String({ description: 'What `after` is on the next page; absent on the last one.' })),
  },
  { $id: 'DocumentList' },
)

const added = Type.Object(
  { added: Type.Integer({ minimum: 0 }), replaced: Type.Integer({ minimum: 0 }) },
  { $id: 'Added' },
)

/** Named schemas of documents and what is done to them. */
export const documentSchemas = [storedDocument, documentBatch, removal, removed, documentList, added]
