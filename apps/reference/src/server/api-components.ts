import { Type, type Static } from 'typebox'
import { documentSchemas } from './document-schemas.ts'
import { metadata, metadataSchemas, where } from './metadata-schemas.ts'
import { statusSchemas } from './status-schemas.ts'

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
const milliseconds = Type.Number({ minimum: 0 })
const closed = { additionalProperties: false }

const searchRequest = Type.Object(
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
const searchAnswer = Type.Object(
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
const rerankingComparison = Type.Object(
  {
    passages: Type.Integer({ minimum: 0 }),
    keptMs: { ...milliseconds, description: 'With what is kept of the passages.' },
    freshMs: { ...milliseconds, description: 'With nothing kept.' },
  },
  { $id: 'RerankingComparison' },
)
/** Named schemas: they validate what comes in and are the components of the OpenAPI document. */
export const components = [
  ...metadataSchemas({ type: 'number' }),
  ...documentSchemas,
  searchRequest,
  hit,
  searchAnswer,
  rerankingComparison,
  ...statusSchemas,
]
