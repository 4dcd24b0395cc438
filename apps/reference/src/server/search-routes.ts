import type { Static } from 'typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SearchAnswer, SearchRequest, SearchService } from '../search-service.ts'
import { clientWork } from './client-work.ts'
import { answers } from './documented-answers.ts'
import { searchParameters } from './api-components.ts'
import type { Routes } from './served-api.ts'

/** POST and GET /v1/search, POST /v1/rerank-comparison. */
export function searchRoutes(
  { application, limits, stop }: Routes,
  { service, answered }: { readonly service: SearchService; readonly answered: (answer: SearchAnswer) => void },
): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply, asked: SearchRequest) => {
    const found = await clientWork(request, reply, {
      timeoutMs: limits.answerTimeoutMs,
      stop,
      work: signal => service.search({ ...asked, signal }),
    })
    answered(found)
    return found
  }
  application.post<{ Body: SearchRequest }>(
    '/v1/search',
    {
      bodyLimit: 64 * 1024,
      schema: {
        operationId: 'search',
        summary: 'Search, with filters',
        tags: ['search'],
        body: { $ref: 'SearchRequest#' },
        response: answers('SearchAnswer', 'The hits, best first.', [400, 413, 415, 422]),
      },
    },
    (request, reply) => answer(request, reply, request.body),
  )
  application.get<{ Querystring: Static<typeof searchParameters> }>(
    '/v1/search',
    {
      schema: {
        operationId: 'searchAsYouType',
        summary: 'Search without filters, for search as you type',
        tags: ['search'],
        querystring: searchParameters,
        response: answers('SearchAnswer', 'The hits, best first.', [400, 422]),
      },
    },
    (request, reply) => answer(request, reply, { prefix: true, ...request.query }),
  )
  application.post<{ Body: SearchRequest }>(
    '/v1/rerank-comparison',
    {
      bodyLimit: 64 * 1024,
      schema: {
        operationId: 'compareReranking',
        summary: 'Time the reranking of what a search finds, with what is kept of passages and without',
        tags: ['search'],
        body: { $ref: 'SearchRequest#' },
        response: answers('RerankingComparison', 'The best of some times each.', [400, 413, 415, 422]),
      },
    },
    (request, reply) =>
      clientWork(request, reply, {
        timeoutMs: limits.answerTimeoutMs,
        stop,
        work: signal => service.compareReranking({ ...request.body, signal }),
      }),
  )
}
