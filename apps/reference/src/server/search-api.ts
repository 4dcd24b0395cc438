import type { SearchService } from '../search-service.ts'
import { components } from './api-components.ts'
import { documentRoutes } from './document-routes.ts'
import { pageRoutes } from './page-routes.ts'
import { reportRoute } from './report-route.ts'
import { searchMetrics } from './search-metrics.ts'
import { searchRoutes } from './search-routes.ts'
import type { ServedApi } from './served-api.ts'

/** What the search is made of. */
export interface SearchApiOptions {
  /** Stays the caller's: the server does not close it. */
  readonly service: SearchService
  /** HTML file shown at /report; it may come later. */
  readonly reportPath?: string | undefined
}

/** The search, its documents, its page and the evaluation report. */
export function searchApi({ service, reportPath }: SearchApiOptions): ServedApi {
  return {
    documentation: {
      title: 'Towerkit search',
      description: 'Search by words, by vectors, or by both.',
      tags: [
        { name: 'search', description: 'Find documents.' },
        { name: 'documents', description: 'Take them in, look at them, remove them.' },
      ],
      links: [['Evaluation', '/report']],
    },
    components,
    status: () => service.status(),
    async addRoutes(routes) {
      searchRoutes(routes, { service, answered: searchMetrics(routes.registry, service) })
      documentRoutes(routes, service)
      await pageRoutes(routes, [
        'page.html',
        'page.css',
        'page.js',
        'highlight.js',
        'result-list.js',
        'search-client.js',
        'ask-server.js',
        'element.js',
        'time-text.js',
      ])
      reportRoute(routes, reportPath)
    },
  }
}
