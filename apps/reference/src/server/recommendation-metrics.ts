import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { RecommendationAnswer, RecommendationService } from '../recommend/recommendation-service.ts'
import { secondsBuckets } from './server-metrics.ts'

/** Metrics of the parts of recommendations, and of the service's size. @returns what is told of each answer. */
export function recommendationMetrics(
  registry: Registry,
  service: RecommendationService,
): (answer: RecommendationAnswer) => void {
  const registers = [registry]
  const parts = new Histogram({
    name: 'towerkit_recommendation_seconds',
    help: 'Time of the parts of a recommendation.',
    labelNames: ['part'],
    buckets: secondsBuckets,
    registers,
  })
  const strangers = new Counter({
    name: 'towerkit_recommendations_popular_total',
    help: 'Recommendations of popular items, since nothing was known of the user.',
    registers,
  })
  const items = new Gauge({
    name: 'towerkit_items',
    help: 'Items that can be recommended.',
    registers,
    collect() {
      this.set(service.status().items)
    },
  })
  items.set(0)
  return ({ isPopular, milliseconds }) => {
    if (isPopular) strangers.inc()
    for (const part of ['user', 'search', 'rank', 'total'] as const) parts.observe({ part }, milliseconds[part] / 1000)
  }
}
