import { Type } from 'typebox'

const serviceStatus = Type.Object(
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
const health = Type.Object({ status: Type.String() }, { $id: 'Health' })
const problem = Type.Object(
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

/** Named schemas of health, and of what went wrong: every API has them. */
export const operationSchemas = [health, problem]
/** The same, and what is there to search. */
export const statusSchemas = [serviceStatus, ...operationSchemas]
