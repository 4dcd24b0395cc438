import type { FastifyInstance } from 'fastify'

/**
 * Lets web sites of these origins ask from a browser: answers name the origin, and the question that a browser asks
 * first is answered before anything else.
 *
 * @param origins Such as https://example.org; '*' is all. Cookies are never taken: a key comes in a header.
 */
export function crossOrigin(application: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return
  application.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    reply.header('vary', 'Origin')
    if (origin === undefined || !(origins.includes('*') || origins.includes(origin))) return
    reply.headers({
      'access-control-allow-origin': origins.includes('*') ? '*' : origin,
      'access-control-expose-headers': 'retry-after, x-request-id',
      'cross-origin-resource-policy': 'cross-origin',
    })
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return
    reply.headers({
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
      'access-control-allow-headers': 'authorization, content-type, x-request-id',
      'access-control-max-age': '600',
    })
    return reply.code(204).send()
  })
}
