import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refusal, type Refusal } from './problem.ts'

/**
 * 404 for unknown paths, 405 with Allow where the path is known and the method is not; before any body is read. Before
 * any route.
 */
export function notFound(application: FastifyInstance): void {
  const known = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>()
  application.addHook('onRoute', ({ url, method }) => {
    const route = known.get(url) ?? {
      pattern: new RegExp(`^${url.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+').replace('*', '.*')}$`),
      methods: new Set<string>(),
    }
    for (const each of [method].flat()) route.methods.add(each)
    known.set(url, route)
  })
  const refuse = (request: FastifyRequest): Refusal => {
    const path = request.url.replace(/\?.*/s, ''),
      shown = path.slice(0, 200)
    const methods = [...known.values()].filter(({ pattern }) => pattern.test(path)).flatMap(each => [...each.methods])
    if (methods.length === 0 || methods.includes(request.method))
      return refusal(404, 'not-found', `Nothing is at ${shown}.`)
    return refusal(405, 'method', `${request.method} is not for ${shown}. Use ${methods.join(' or ')}.`, {
      headers: { allow: methods.join(', ') },
    })
  }
  application.addHook('onRequest', async request => {
    if (request.is404) throw refuse(request)
  })
  application.setNotFoundHandler(request => {
    throw refuse(request)
  })
}
