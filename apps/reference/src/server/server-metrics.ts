import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { FastifyInstance } from 'fastify'
import type { SearchAnswer, SearchService } from '../search-service.ts'

/** What Prometheus reads at /metrics. */
export interface ServerMetrics {
  readonly registry: Registry
  /** Keeps the times of an answer's parts. */
  answered(answer: SearchAnswer): void
}

const buckets = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30]

/** Metrics of the process, of requests by route and status, of the parts of searches, and of the service's size. */
export function serverMetrics(application: FastifyInstance, service: SearchService): ServerMetrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'towerkit_http_request_seconds',
    help: 'Time to answer a request.',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers,
  })
  const parts = new Histogram({
    name: 'towerkit_search_seconds',
    help: 'Time of the parts of a search.',
    labelNames: ['mode', 'part'],
    buckets,
    registers,
  })
  const documents = new Gauge({
    name: 'towerkit_documents',
    help: 'Documents that can be found.',
    registers,
    collect() {
      this.set(service.status().documents)
    },
  })
  const passages = new Gauge({
    name: 'towerkit_passages',
    help: 'Passages that can be found.',
    registers,
    collect() {
      this.set(service.status().passages)
    },
  })
  const aborted = new Counter({
    name: 'towerkit_http_aborted_total',
    help: 'Requests whose client went away before the answer.',
    registers,
  })
  for (const gauge of [documents, passages]) gauge.set(0)
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
  return {
    registry,
    answered({ mode, milliseconds }) {
      for (const part of ['encode', 'search', 'rerank', 'total'] as const)
        parts.observe({ mode, part }, milliseconds[part] / 1000)
    },
  }
}
