import { Gauge, Histogram, type Registry } from 'prom-client'
import type { SearchAnswer, SearchService } from '../search-service.ts'
import { secondsBuckets } from './server-metrics.ts'

/** Metrics of the parts of searches, and of the service's size. @returns what is told of each answer. */
export function searchMetrics(registry: Registry, service: SearchService): (answer: SearchAnswer) => void {
  const registers = [registry]
  const parts = new Histogram({
    name: 'towerkit_search_seconds',
    help: 'Time of the parts of a search.',
    labelNames: ['mode', 'part'],
    buckets: secondsBuckets,
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
  for (const gauge of [documents, passages]) gauge.set(0)
  return ({ mode, milliseconds }) => {
    for (const part of ['encode', 'search', 'rerank', 'total'] as const)
      parts.observe({ mode, part }, milliseconds[part] / 1000)
  }
}
