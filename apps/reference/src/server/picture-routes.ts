import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { PictureService } from '../pictures/picture-service.ts'
import { clientWork } from './client-work.ts'
import { answers } from './documented-answers.ts'
import { fileQuery, type FindBody, type LikeBody } from './picture-schemas.ts'
import { refusal } from './problem.ts'
import type { Routes } from './served-api.ts'
import { taggedAnswer } from './tagged-answer.ts'

const types: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.avif': 'image/avif',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
}

/** POST /v1/pictures/find and /v1/pictures/like, GET /v1/pictures/file. */
export function pictureRoutes({ application, limits, stop }: Routes, service: PictureService): void {
  const within = { timeoutMs: limits.answerTimeoutMs, stop }
  const tags = ['pictures']
  application.post<{ Body: FindBody }>(
    '/v1/pictures/find',
    {
      schema: {
        operationId: 'findPictures',
        summary: 'Pictures with objects that words name',
        tags,
        body: { $ref: 'FindRequest#' },
        response: answers('PictureAnswer', 'The pictures, best first.', [400, 413, 415]),
      },
    },
    (request, reply) =>
      clientWork(request, reply, { ...within, work: signal => service.find({ ...request.body, signal }) }),
  )
  application.post<{ Body: LikeBody }>(
    '/v1/pictures/like',
    {
      schema: {
        operationId: 'findLike',
        summary: 'Pictures with objects that look like some',
        tags,
        body: { $ref: 'LikeRequest#' },
        response: answers('PictureAnswer', 'The pictures, best first.', [400, 413, 415]),
      },
    },
    (request, reply) =>
      clientWork(request, reply, { ...within, work: signal => service.like({ ...request.body, signal }) }),
  )
  application.get<{ Querystring: { readonly key: string } }>(
    '/v1/pictures/file',
    { schema: { hide: true, querystring: fileQuery } },
    async (request, reply) => {
      const { key } = request.query
      const type = types[extname(key).toLowerCase()]
      // Only what was indexed: a path of the client's choice is never opened.
      const body = service.has(key) && type !== undefined ? await readFile(key).catch(() => undefined) : undefined
      if (!body) throw refusal(404, 'data', `There is no picture "${key}".`)
      return taggedAnswer(request, reply.type(type!), body)
    },
  )
}
