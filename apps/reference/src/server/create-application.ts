import { randomUUID } from 'node:crypto'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { admission, type AdmissionOptions } from './admission.ts'
import { crossOrigin } from './cross-origin.ts'
import { notFound } from './not-found.ts'
import { openapi } from './openapi.ts'
import { problemOf } from './problem.ts'
import { refuseOnSocket } from './refuse-on-socket.ts'
import type { ServedApi } from './served-api.ts'
import { serverMetrics } from './server-metrics.ts'
import { statusRoutes } from './status-routes.ts'
import { validation } from './validation.ts'

/** What the application is made of. */
export interface ApplicationOptions extends AdmissionOptions {
  readonly api: ServedApi
  readonly corsOrigins: readonly string[]
  readonly trustedProxies: readonly string[]
  /** Aborts when the time to stop is over. */
  readonly stop: AbortSignal
}

const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
}

/** The application: admission, validation, routes, problems. Not listening yet. */
export async function createApplication({
  api,
  corsOrigins,
  trustedProxies,
  stop,
  ...admitted
}: ApplicationOptions): Promise<FastifyInstance> {
  const { limits, stopping } = admitted
  const application = fastify({
    bodyLimit: limits.bodyBytes,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    requestTimeout: limits.requestTimeoutMs,
    // Longer than proxies keep a connection (a minute): who closes it first must not be the one who is asked on it.
    keepAliveTimeout: 75_000,
    // Longer than any answer takes: what is silent for so long does not read its answer.
    connectionTimeout: limits.requestTimeoutMs + limits.answerTimeoutMs,
    http: {
      headersTimeout: limits.requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1_000, limits.requestTimeoutMs / 4),
      maxHeaderSize: 16 * 1024,
    },
    routerOptions: { maxParamLength: 8 * 1024 },
    genReqId: ({ headers: { 'x-request-id': given } }) =>
      typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : randomUUID(),
    logger: { level: 'error', stream: process.stderr },
    clientErrorHandler: refuseOnSocket,
    frameworkErrors: (error, request, reply) => sendProblem(error, request as FastifyRequest, reply as FastifyReply),
  })
  application.server.maxConnections = limits.connections
  application.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...securityHeaders, 'x-request-id': request.id })
  })
  crossOrigin(application, corsOrigins)
  application.addHook('onSend', async (_request, reply) => {
    if (stopping.aborted) reply.header('connection', 'close')
  })
  application.setErrorHandler(sendProblem)
  notFound(application)
  validation(application, api.components)
  admission(application, admitted)
  const registry = serverMetrics(application)
  await openapi(application, api.documentation, { apiKey: admitted.apiKey !== undefined })
  await api.addRoutes({ application, limits, registry, stop })
  statusRoutes(application, { registry, stopping, status: () => api.status() })
  return application
}

function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { problem, headers } = problemOf(error, request.id)
  if (problem.status === 500) request.log.error(error)
  void reply
    .code(problem.status)
    .headers({ ...securityHeaders, 'x-request-id': request.id, ...headers })
    .type('application/problem+json')
    .send(JSON.stringify(problem))
}
