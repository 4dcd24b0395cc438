import type { FastifyInstance } from 'fastify'
import { refusal } from './problem.ts'

/** 404 for unknown paths, 405 with Allow where the path is known and the method is not. Before any route. */
export function notFound(application: FastifyInstance): void {
  const known = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>()
  application.addHook('onRoute', ({ url, method }) => {
    const route = known.get(url) ?? { pattern: new RegExp(`^${url.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+').replace('*', '.*')}$`), methods: new Set<string>() }
    for (const each of [method].flat()) route.methods.add(each)
    known.set(url, route)
  })
  application.setNotFoundHandler(request => {
    const path = request.url.replace(/\?.*/s, '')
    const methods = [...known.values()].filter(({ pattern }) => pattern.test(path)).flatMap(each => [...each.methods])
    if (methods.length > 0 && !methods.includes(request.method)) throw refusal(405, 'method', `${request.method} is not for ${path.slice(0, 200)}. Use ${methods.join(' or ')}.`, { headers: { allow: methods.join(', ') } })
    throw refusal(404, 'not-found', `Nothing is at ${path.slice(0, 200)}.`)
  })
}
