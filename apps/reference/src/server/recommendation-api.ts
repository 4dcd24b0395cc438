import type { RecommendationService } from '../recommend/recommendation-service.ts'
import { itemRoutes } from './item-routes.ts'
import { pageRoutes } from './page-routes.ts'
import { recommendationMetrics } from './recommendation-metrics.ts'
import { recommendationRoutes } from './recommendation-routes.ts'
import { recommendationSchemas } from './recommendation-schemas.ts'
import type { ServedApi } from './served-api.ts'

/** Recommendations, the items and events that they are made of, and the page. */
export function recommendationApi({ service }: { readonly service: RecommendationService }): ServedApi {
  return {
    documentation: {
      title: 'Towerkit recommendations',
      description: 'What somebody may want who had other items.',
      tags: [
        { name: 'recommendations', description: 'Ask for them, and say who had what.' },
        { name: 'items', description: 'Find them, take them in, remove them.' },
      ],
      links: [],
    },
    components: recommendationSchemas,
    status: () => service.status(),
    async addRoutes(routes) {
      recommendationRoutes(routes, { service, answered: recommendationMetrics(routes.registry, service) })
      itemRoutes(routes, service)
      await pageRoutes(routes, [
        'recommend.html',
        'page.css',
        'recommend.css',
        'recommend.js',
        'recommend-client.js',
        'recommended-entry.js',
        'add-dialog.js',
        'title-box.js',
        'element.js',
        'ask-server.js',
        'time-text.js',
      ])
    },
  }
}
