import { Type, type Static } from 'typebox'
import type { Box } from '@towerkit/core'
import { metadataSchemas, where } from './metadata-schemas.ts'
import { operationSchemas } from './status-schemas.ts'

const closed = { additionalProperties: false }
const words = (description: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 1000 }), { maxItems: 32, description })
const box = Type.Unsafe<Box>({
  type: 'array',
  items: { type: 'number' },
  minItems: 4,
  maxItems: 4,
  description: 'Left, top, width and height in pixels of the upright picture.',
})
const key = Type.String({ minLength: 1, maxLength: 4096, description: 'What the archive calls a picture.' })
const options = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'Most pictures. Default 20.' })),
  threshold: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, description: 'Lowest score. Default 0.1, for examples 0.5.' }),
  ),
  where: Type.Optional(where),
}
const findRequest = Type.Object(
  {
    any: Type.Optional(words('At least one of these is in a picture.')),
    all: Type.Optional(words('All of these are.')),
    not: Type.Optional(words('None of these is.')),
    ...options,
  },
  { $id: 'FindRequest', ...closed },
)
const examples = (description: string, minItems: number) =>
  Type.Array(Type.Object({ key, box }, closed), { minItems, maxItems: 32, description })
const likeRequest = Type.Object(
  {
    examples: examples('Objects to find more of.', 1),
    unlike: Type.Optional(examples('Objects that are not meant.', 0)),
    ...options,
  },
  { $id: 'LikeRequest', ...closed },
)
const foundPicture = Type.Object(
  {
    key,
    score: Type.Number(),
    boxes: Type.Array(Type.Object({ box, score: Type.Number(), text: Type.Optional(Type.String()) })),
  },
  { $id: 'FoundPicture' },
)
const milliseconds = Type.Number({ minimum: 0 })
const pictureAnswer = Type.Object(
  {
    pictures: Type.Array(Type.Unsafe<Static<typeof foundPicture>>({ $ref: 'FoundPicture#' })),
    milliseconds,
    detectionMilliseconds: Type.Number({ minimum: 0, description: 'What detection in all pictures would have cost.' }),
  },
  { $id: 'PictureAnswer' },
)
const status = Type.Object(
  { pictures: Type.Integer({ minimum: 0 }), dimensions: Type.Integer({ minimum: 1 }) },
  { $id: 'Status' },
)

export type FindBody = Static<typeof findRequest>
export type LikeBody = Static<typeof likeRequest>

/** The query of /v1/pictures/file. */
export const fileQuery = Type.Object({ key }, closed)

/** Named schemas of pictures. */
export const pictureSchemas = [
  ...metadataSchemas({ type: 'number' }),
  findRequest,
  likeRequest,
  foundPicture,
  pictureAnswer,
  status,
  ...operationSchemas,
]
