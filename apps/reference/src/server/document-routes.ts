import type { Static } from 'typebox'
import type { SearchService } from '../search-service.ts'
import { clientWork } from './client-work.ts'
import { answers } from './documented-answers.ts'
import { refusal } from './problem.ts'
import { documentParameters, listingParameters, type documentBatch, type removal } from './document-schemas.ts'
import type { Routes } from './served-api.ts'

/** POST and GET /v1/documents, POST /v1/documents/remove, GET and DELETE /v1/documents/{id}. */
export function documentRoutes({ application, limits, stop }: Routes, service: SearchService): void {
  const within = { timeoutMs: limits.answerTimeoutMs, stop }
  const tags = ['documents']
  const missing = (id: string) => refusal(404, 'not-found', `No document has the id '${id}'.`)
  application.post<{ Body: Static<typeof documentBatch> }>(
    '/v1/documents',
    {
      schema: {
        operationId: 'addDocuments',
        summary: 'Insert or replace up to 256 documents',
        tags,
        body: { $ref: 'DocumentBatch#' },
        description: 'All of them are stored and can be found when the answer comes, and stay after a crash.',
        response: answers('Added', 'How many were new and how many replaced others.', [400, 409, 413, 415]),
      },
    },
    (request, reply) => {
      const { documents } = request.body
      const ids = new Set<string>()
      for (const { id } of documents) {
        if (ids.has(id))
          throw refusal(409, 'conflict', `The id '${id}' is in the batch twice. Send each document once.`)
        ids.add(id)
      }
      return clientWork(request, reply, { ...within, work: () => service.add(documents) })
    },
  )
  application.get<{ Querystring: Static<typeof listingParameters> }>(
    '/v1/documents',
    {
      schema: {
        operationId: 'documents',
        summary: 'List documents by their ids, without their texts',
        tags,
        querystring: listingParameters,
        response: answers('DocumentList', 'A page of the list.', [400]),
      },
    },
    async (request, reply) => {
      const { limit = 100, ...rest } = request.query
      const work = () => service.documents({ ...rest, limit: limit + 1 })
      const found = await clientWork(request, reply, { ...within, work })
      const documents = found.slice(0, limit)
      return { documents, ...(found.length > limit && { next: documents.at(-1)!.id }) }
    },
  )
  application.post<{ Body: Static<typeof removal> }>(
    '/v1/documents/remove',
    {
      schema: {
        operationId: 'removeDocuments',
        summary: 'Remove up to 1,000 documents',
        tags,
        body: { $ref: 'Removal#' },
        description: 'All of them or none; ids that no document has are passed over.',
        response: answers('Removed', 'How many were there.', [400, 413, 415]),
      },
    },
    (request, reply) =>
      clientWork(request, reply, {
        ...within,
        work: async () => ({ removed: await service.remove(request.body.ids) }),
      }),
  )
  application.get<{ Params: Static<typeof documentParameters> }>(
    '/v1/documents/:id',
    {
      schema: {
        operationId: 'document',
        summary: 'A document as it was taken in',
        tags,
        params: documentParameters,
        response: answers('Document', 'The document.', [400, 404]),
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const found = await clientWork(request, reply, { ...within, work: () => service.document(id) })
      if (found === undefined) throw missing(id)
      return found
    },
  )
  application.delete<{ Params: Static<typeof documentParameters> }>(
    '/v1/documents/:id',
    {
      schema: {
        operationId: 'removeDocument',
        summary: 'Remove a document',
        tags,
        params: documentParameters,
        response: answers(undefined, 'It is gone.', [400, 404]),
      },
    },
    async (request, reply) => {
      const { id } = request.params
      if ((await clientWork(request, reply, { ...within, work: () => service.remove([id]) })) === 0) throw missing(id)
      return await reply.code(204).send()
    },
  )
}
