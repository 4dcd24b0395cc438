import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import { answers } from './documented-answers.ts'
import { refusal } from './problem.ts'

/** GET /v1/status, /healthz, /readyz and /metrics. */
export function statusRoutes(
  application: FastifyInstance,
  {
    registry,
    stopping,
    status,
  }: { readonly registry: Registry; readonly stopping: AbortSignal; readonly status: () => object },
): void {
  const tags = ['operation']
  application.get(
    '/v1/status',
    {
      schema: {
        operationId: 'status',
        summary: 'What is there',
        tags,
        response: answers('Status', 'Sizes, and what answers.', []),
      },
    },
    async () => status(),
  )
  application.get(
    '/healthz',
    {
      schema: {
        operationId: 'healthz',
        summary: 'Whether the process answers',
        tags,
        security: [],
        response: answers('Health', 'It does.', []),
      },
    },
    async () => ({ status: 'ok' }),
  )
  application.get(
    '/readyz',
    {
      schema: {
        operationId: 'readyz',
        summary: 'Whether requests should be sent here',
        tags,
        security: [],
        response: answers('Health', 'They should.', [503]),
      },
    },
    async () => {
      if (stopping.aborted) throw refusal(503, 'stopping', 'The server is stopping.')
      status()
      return { status: 'ok' }
    },
  )
  application.get(
    '/metrics',
    {
      schema: {
        operationId: 'metrics',
        summary: 'Metrics for Prometheus',
        tags,
        response: answers('text/plain', 'Prometheus text.', []),
      },
    },
    async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()),
  )
}
