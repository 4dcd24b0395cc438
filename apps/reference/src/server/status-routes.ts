import type { Routes } from './create-application.ts'
import { answers } from './documented-answers.ts'
import { refusal } from './problem.ts'

/** GET /v1/status, /healthz, /readyz and /metrics. */
export function statusRoutes({ application, service, stopping, metrics }: Routes): void {
  const tags = ['operation']
  application.get(
    '/v1/status',
    {
      schema: {
        operationId: 'status',
        summary: 'What is there',
        tags,
        response: answers('Status', 'Sizes, and the tower that answers.', []),
      },
    },
    async () => service.status(),
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
      service.status()
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
    async (_request, reply) => reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
}
