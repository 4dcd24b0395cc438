import type { Metadata, Where } from '@towerkit/core'
import { Type, type Static } from 'typebox'

/** Named schemas: they validate what comes in and are the components of the OpenAPI document. */
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
const id = Type.String({
  minLength: 1,
  maxLength: 512,
  pattern: '^(?!\\.{1,2}$)[^\\u0000-\\u001f\\u007f]+$',
  examples: ['fs.watch'],
})
const text = (maxLength: number, description: string) =>
  Type.String({ maxLength, pattern: '^[^\\u0000]*$', description })
const query = Type.String({
  minLength: 1,
  maxLength: 1000,
  pattern: '^(?=[\\s\\S]*\\S)[^\\u0000]*$',
  description: 'What is looked for, in words.',
  examples: ['watch a file for changes'],
})
const limit = Type.Integer({ minimum: 1, maximum: 100, description: 'Most hits. Default 10.' })
const offset = Type.Integer({ minimum: 0, maximum: 900, description: 'Hits that are passed over. Default 0.' })
const mode = Type.Unsafe<'hybrid' | 'dense' | 'lexical'>({
  type: 'string',
  enum: ['hybrid', 'dense', 'lexical'],
  description: 'Vectors, words (BM25), or both, fused. Default: the mode of the status.',
})
const rerank = Type.Boolean({
  description: 'Reorder the candidates with the reranker, if there is one. Default false.',
})
const operators = Type.Boolean({
  description: 'Words in quotation marks must stand so in a document; one with a -word is left out. Default true.',
})
const prefix = (isDefault: boolean) =>
  Type.Boolean({ description: `The last word may be the beginning of one, as while typing. Default ${isDefault}.` })
const typos = Type.Boolean({
  description: 'A word of five letters or more that no document has may have one typing error. Default true.',
})
const where = Type.Unsafe<Where>({ $ref: 'Where#' })
const metadata = Type.Unsafe<Metadata>({ $ref: 'Metadata#' })
const milliseconds = Type.Number({ minimum: 0 })
const closed = { additionalProperties: false }

export const searchRequest = Type.Object(
  {
    query,
    limit: Type.Optional(limit),
    offset: Type.Optional(offset),
    mode: Type.Optional(mode),
    where: Type.Optional(where),
    rerank: Type.Optional(rerank),
    operators: Type.Optional(operators),
    prefix: Type.Optional(prefix(false)),
    typos: Type.Optional(typos),
  },
  { $id: 'SearchRequest', ...closed },
)
export const searchParameters = Type.Object(
  {
    query,
    limit: Type.Optional(limit),
    offset: Type.Optional(offset),
    mode: Type.Optional(mode),
    rerank: Type.Optional(rerank),
    operators: Type.Optional(operators),
    prefix: Type.Optional(prefix(true)),
    typos: Type.Optional(typos),
  },
  closed,
)
export const storedDocument = Type.Object(
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
export const removed = Type.Object({ removed: Type.Integer({ minimum: 0 }) }, { $id: 'Removed' })
export const listingParameters = Type.Object(
  {
    after: Type.Optional(Type.String({ maxLength: 512, description: 'Only ids after this one: the last of a page.' })),
    prefix: Type.Optional(Type.String({ maxLength: 512, description: 'Only ids that begin so.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'Most documents. Default 100.' })),
  },
  closed,
)
export const documentList = Type.Object(
  {
    documents: Type.Array(Type.Object({ id: Type.String(), title: Type.String(), metadata: Type.Optional(metadata) })),
    next: Type.Optional(Type.String({ description: 'What `after` is on the next page; absent on the last one.' })),
  },
  { $id: 'DocumentList' },
)

const hit = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    passage: Type.String({ description: 'The passage of the text that matched best.' }),
    score: Type.Number({ description: 'Higher is better; comparable within one answer only.' }),
    metadata,
    ranks: Type.Object(
      { lexical: Type.Optional(Type.Integer({ minimum: 1 })), dense: Type.Optional(Type.Integer({ minimum: 1 })) },
      { description: 'Places in the two rankings.' },
    ),
  },
  { $id: 'SearchHit' },
)
export const searchAnswer = Type.Object(
  {
    hits: Type.Array(Type.Unsafe<Static<typeof hit>>({ $ref: 'SearchHit#' })),
    mode,
    tower: Type.Optional(Type.String({ description: 'The query tower that answered.' })),
    milliseconds: Type.Object({
      encode: milliseconds,
      search: milliseconds,
      rerank: milliseconds,
      total: milliseconds,
    }),
  },
  { $id: 'SearchAnswer' },
)
export const rerankingComparison = Type.Object(
  {
    passages: Type.Integer({ minimum: 0 }),
    keptMs: { ...milliseconds, description: 'With what is kept of the passages.' },
    freshMs: { ...milliseconds, description: 'With nothing kept.' },
  },
  { $id: 'RerankingComparison' },
)
export const added = Type.Object(
  { added: Type.Integer({ minimum: 0 }), replaced: Type.Integer({ minimum: 0 }) },
  { $id: 'Added' },
)
export const serviceStatus = Type.Object(
  {
    documents: Type.Integer({ minimum: 0 }),
    passages: Type.Integer({ minimum: 0 }),
    dense: Type.Boolean({ description: 'False while no trained tower is there.' }),
    mode: Type.Unsafe<'hybrid' | 'dense' | 'lexical'>({
      type: 'string',
      enum: ['hybrid', 'dense', 'lexical'],
      description: 'What answers requests that do not say.',
    }),
    weights: Type.Optional(
      Type.Array(Type.Number(), { description: 'Of words and vectors when both are fused; absent if they are equal.' }),
    ),
    choice: Type.Optional(Type.String({ description: 'Why this mode: what the evaluation found.' })),
    withoutVectors: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Documents that words find only, until their vectors are made.' }),
    ),
    tower: Type.Optional(Type.String()),
    dimensions: Type.Optional(Type.Integer({ minimum: 1 })),
    reranker: Type.Optional(Type.String({ description: 'Its name; absent where requests cannot ask for reranking.' })),
    keepsStates: Type.Optional(
      Type.Boolean({
        description: 'Whether the reranker keeps something of passages, so that rerank-comparison can be asked.',
      }),
    ),
  },
  { $id: 'Status' },
)
export const health = Type.Object({ status: Type.String() }, { $id: 'Health' })
export const problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String({ description: 'For programs.' }),
    instance: Type.String({ description: 'The id of the request.' }),
  },
  { $id: 'Problem', description: 'RFC 9457.' },
)

export const components = [
  metadataSchema,
  whereSchema,
  storedDocument,
  documentBatch,
  searchRequest,
  hit,
  searchAnswer,
  rerankingComparison,
  added,
  removal,
  removed,
  documentList,
  serviceStatus,
  health,
  problem,
]
