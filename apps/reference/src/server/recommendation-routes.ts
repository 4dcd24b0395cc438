import type { RecommendationAnswer, RecommendationService } from '../recommend/recommendation-service.ts'
import { clientWork } from './client-work.ts'
import { answers } from './documented-answers.ts'
import { namedParameters, type EventBatch, type RecommendationBody } from './recommendation-schemas.ts'
import type { Routes } from './served-api.ts'

/** POST /v1/recommendations and /v1/sessions/{id}/events. */
export function recommendationRoutes(
  { application, limits, stop }: Routes,
  {
    service,
    answered,
  }: { readonly service: RecommendationService; readonly answered: (answer: RecommendationAnswer) => void },
): void {
  const within = { timeoutMs: limits.answerTimeoutMs, stop }
  const tags = ['recommendations']
  application.post<{ Body: RecommendationBody }>(
    '/v1/recommendations',
    {
      schema: {
        operationId: 'recommend',
        summary: 'What somebody may want who had other items',
        tags,
        body: { $ref: 'RecommendationRequest#' },
        description: 'Of a history or of a session; with neither, of a stranger, to whom the popular items are given.',
        response: answers('RecommendationAnswer', 'The items, best first.', [400, 413, 415]),
      },
    },
    async (request, reply) => {
      const work = (signal: AbortSignal) => service.recommend({ ...request.body, signal })
      const answer = await clientWork(request, reply, { ...within, work })
      answered(answer)
      return answer
    },
  )
  application.post<{ Body: EventBatch; Params: { readonly id: string } }>(
    '/v1/sessions/:id/events',
    {
      schema: {
        operationId: 'addEvents',
        summary: 'Add up to 1,000 events to a session',
        tags,
        params: namedParameters,
        body: { $ref: 'EventBatch#' },
        description:
          'All of them are stored and in the next recommendation when the answer comes, and stay after a crash. An ' +
          'item that was had at a time is one event, however often it is sent.',
        response: answers('EventsAdded', 'How many were new, and how many had been sent before.', [400, 413, 415]),
      },
    },
    async (request, reply) => {
      const { events } = request.body
      const work = () => service.addEvents(request.params.id, events)
      const added = await clientWork(request, reply, { ...within, work })
      return { added, repeated: events.length - added }
    },
  )
}
