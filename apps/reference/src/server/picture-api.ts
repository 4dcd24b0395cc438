import type { PictureService } from '../pictures/picture-service.ts'
import { pageRoutes } from './page-routes.ts'
import { pictureRoutes } from './picture-routes.ts'
import { pictureSchemas } from './picture-schemas.ts'
import type { ServedApi } from './served-api.ts'

/** Objects in pictures, and the page. */
export function pictureApi({ service }: { readonly service: PictureService }): ServedApi {
  return {
    documentation: {
      title: 'Towerkit pictures',
      description: 'Objects in pictures, by words and by example.',
      tags: [{ name: 'pictures', description: 'Ask for them.' }],
      links: [],
    },
    components: pictureSchemas,
    status: () => service.status(),
    async addRoutes(routes) {
      pictureRoutes(routes, service)
      await pageRoutes(routes, [
        'pictures.html',
        'page.css',
        'pictures.css',
        'pictures.js',
        'picture-card.js',
        'element.js',
        'ask-server.js',
      ])
    },
  }
}
