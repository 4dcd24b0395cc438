import { Type, type Static } from 'typebox'
import { id, text } from './document-schemas.ts'
import { metadata, metadataSchemas, where } from './metadata-schemas.ts'
import { operationSchemas } from './status-schemas.ts'

const closed = { additionalProperties: false }
const title = text(1000, 'Shown with the item, and found while somebody types.')
const milliseconds = Type.Number({ minimum: 0 })
const weight = Type.Number({ minimum: 0, maximum: 1, description: 'Share of the attention.' })
const score = Type.Number({ description: 'Higher is better; comparable within one answer only.' })
const ids = (description: string) => Type.Array(id, { maxItems: 100_000, description })
const optional = {
  history: Type.Optional(ids('Items of the user, the latest last. Unknown ones are passed over and named.')),
  session: Type.Optional(Type.String({ ...id, description: 'In place of a history: whose events are it.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'Most items. Default 20.' })),
  where: Type.Optional(where),
  exclude: Type.Optional(ids('Items that are not recommended.')),
  includeSeen: Type.Optional(
    Type.Boolean({ description: 'Whether items of the history may be recommended. Default false.' }),
  ),
  explain: Type.Optional(
    Type.Boolean({ description: 'Whether to say which items of the history the ranker read most. Default false.' }),
  ),
}

const recommendationRequest = Type.Object(optional, { $id: 'RecommendationRequest', ...closed })
const recommendedItem = Type.Object(
  {
    item: Type.String(),
    title: Type.String(),
    score,
    firstScore: Type.Number({ description: "Inner product of the user's and the item's vector." }),
    metadata,
    because: Type.Optional(
      Type.Array(Type.Object({ item: Type.String(), title: Type.String(), weight }), {
        description: 'Items of the history that the ranker read most, if they are asked for.',
      }),
    ),
  },
  { $id: 'RecommendedItem' },
)
const recommendationAnswer = Type.Object(
  {
    items: Type.Array(Type.Unsafe<Static<typeof recommendedItem>>({ $ref: 'RecommendedItem#' })),
    unknown: Type.Array(Type.String(), { description: 'Items of the history that are not in the catalogue.' }),
    isPopular: Type.Boolean({ description: 'Nothing is known of the user: these are the most popular items.' }),
    ranked: Type.Boolean({ description: 'Whether the ranker ordered them.' }),
    milliseconds: Type.Object({ user: milliseconds, search: milliseconds, rank: milliseconds, total: milliseconds }),
  },
  { $id: 'RecommendationAnswer' },
)
const itemContent = Type.Object(
  { title: Type.Optional(title), metadata: Type.Optional(metadata) },
  { $id: 'ItemContent', ...closed, description: 'Lists of the metadata that the model knows are its categories.' },
)
const item = Type.Object({ id: Type.String(), title: Type.String(), metadata }, { $id: 'Item' })
const itemList = Type.Object(
  { items: Type.Array(Type.Unsafe<Static<typeof item>>({ $ref: 'Item#' })) },
  { $id: 'ItemList' },
)
const itemSet = Type.Object({ replaced: Type.Boolean() }, { $id: 'ItemSet' })
const time = Type.Number({ minimum: 0, description: 'Seconds since 1970, not in the future. Default: now.' })
const eventBatch = Type.Object(
  { events: Type.Array(Type.Object({ item: id, time: Type.Optional(time) }, closed), { minItems: 1, maxItems: 1000 }) },
  { $id: 'EventBatch', ...closed },
)
const eventsAdded = Type.Object(
  { added: Type.Integer({ minimum: 0 }), repeated: Type.Integer({ minimum: 0 }) },
  { $id: 'EventsAdded' },
)
const status = Type.Object(
  {
    items: Type.Integer({ minimum: 0 }),
    ranked: Type.Boolean({ description: 'Whether the ranker orders answers.' }),
    dimensions: Type.Integer({ minimum: 1 }),
    categories: Type.Record(Type.String(), Type.Array(Type.String()), {
      description: 'Values that the model knows of each field that is a list.',
    }),
  },
  { $id: 'Status' },
)

export type RecommendationBody = Static<typeof recommendationRequest>
export type ItemContent = Static<typeof itemContent>
export type EventBatch = Static<typeof eventBatch>

/** The parameters of /v1/items and /v1/sessions. */
export const namedParameters = Type.Object({ id }, closed)
export const titleParameters = Type.Object(
  {
    query: Type.String({ minLength: 1, maxLength: 200, description: 'Words of a title, the last perhaps begun.' }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'Most items. Default 10.' })),
  },
  closed,
)

/** Named schemas of recommendations, items and events. */
export const recommendationSchemas = [
  ...metadataSchemas({ type: 'number' }),
  recommendationRequest,
  recommendedItem,
  recommendationAnswer,
  itemContent,
  item,
  itemList,
  itemSet,
  eventBatch,
  eventsAdded,
  status,
  ...operationSchemas,
]
