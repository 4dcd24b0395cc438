import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { FastifyInstance } from 'fastify'

/** Upper ends of the times that are told apart. */
export const secondsBuckets = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30]

/** Metrics of the process and of requests by route and status, which Prometheus reads at /metrics. */
export function serverMetrics(application: FastifyInstance): Registry {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'towerkit_http_request_seconds',
    help: 'Time to answer a request.',
    labelNames: ['method', 'route', 'status'],
    buckets: secondsBuckets,
    registers,
  })
  const aborted = new Counter({
    name: 'towerkit_http_aborted_total',
    help: 'Requests whose client went away before the answer.',
    registers,
  })
  application.addHook('onResponse', async (request, reply) => {
    requests.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1000,
    )
  })
  application.addHook('onRequest', async (request, reply) => {
    // An answer that waits behind others on its connection may close before all of it is written: the connection tells.
    let sent = false
    reply.raw
      .once('finish', () => {
        sent = true
      })
      .once('close', () => {
        if (!sent && request.raw.socket.destroyed) aborted.inc()
      })
  })
  return registry
}
