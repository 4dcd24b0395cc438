import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import type { ApiDocumentation } from './served-api.ts'

/** Swagger UI sets styles of its own elements. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src " +
  "'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/** The colours and letters of the search page. */
const style = `.swagger-ui .topbar { display: none }
body { background: #fbfaf7 }
.swagger-ui, .swagger-ui .info .title, .swagger-ui .opblock-tag {
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; color: #1d1c19 }
.way-back { display: flex; justify-content: space-between; max-width: 1460px; margin: 0 auto; padding: 20px;
  font: 15px system-ui, sans-serif }
.way-back a { color: #68645b; text-decoration: none } .way-back a:first-child { color: #1d1c19; font-weight: 650 }
.swagger-ui .scheme-container { background: #fff; box-shadow: none; border: 1px solid #e5e1d8 }`

/** Puts links to the page of the API and others above the documentation. */
const wayBack = (links: ApiDocumentation['links']) => `const way = document.createElement('nav')
way.className = 'way-back'
for (const [name, href] of ${JSON.stringify([['Towerkit', '/'], ...links])}) {
  const link = document.createElement('a')
  link.textContent = name
  link.href = href
  way.append(link)
}
document.body.prepend(way)`

/**
 * /openapi.json, made of the schemas that validate, and /docs, a page that shows it and tries it out. Before any route.
 */
export async function openapi(
  application: FastifyInstance,
  { title, description, tags, links }: ApiDocumentation,
  { apiKey }: { readonly apiKey: boolean },
): Promise<void> {
  await application.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title,
        version: '1.0.0',
        license: { name: 'MIT', identifier: 'MIT' },
        description: `${description} Errors are problems of RFC 9457, media type application/problem+json.`,
      },
      servers: [{ url: '/' }],
      tags: [...tags, { name: 'operation', description: 'For those who run it.' }],
      ...(apiKey
        ? {
            components: { securitySchemes: { key: { type: 'http' as const, scheme: 'bearer' } } },
            security: [{ key: [] }],
          }
        : {}),
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, i) => (typeof json.$id === 'string' ? json.$id : `schema-${i}`),
    },
  })
  await application.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    transformStaticCSP: () => policy,
    theme: {
      title: `${title}: API`,
      css: [{ filename: 'plain.css', content: style }],
      js: [{ filename: 'way-back.js', content: wayBack(links) }],
    },
  })
  application.get('/openapi.json', { schema: { hide: true } }, async () => application.swagger())
}
