import type { Static } from 'typebox'
import type { RecommendationService } from '../recommend/recommendation-service.ts'
import { clientWork } from './client-work.ts'
import { answers } from './documented-answers.ts'
import { refusal } from './problem.ts'
import { namedParameters, titleParameters, type ItemContent } from './recommendation-schemas.ts'
import type { Routes } from './served-api.ts'

/** GET /v1/items, and GET, PUT and DELETE /v1/items/{id}. */
export function itemRoutes({ application, limits, stop }: Routes, service: RecommendationService): void {
  const within = { timeoutMs: limits.answerTimeoutMs, stop }
  const tags = ['items']
  const missing = (id: string) => refusal(404, 'not-found', `No item has the id '${id}'.`)
  application.get<{ Querystring: Static<typeof titleParameters> }>(
    '/v1/items',
    {
      schema: {
        operationId: 'findItems',
        summary: 'Find items by their titles, as you type',
        tags,
        querystring: titleParameters,
        response: answers('ItemList', 'Those with the most telling words first, then the popular ones.', [400]),
      },
    },
    async (request, reply) => {
      const { query, limit = 10 } = request.query
      const items = await clientWork(request, reply, { ...within, work: () => service.findItems(query, limit) })
      return { items }
    },
  )
  application.get<{ Params: { readonly id: string } }>(
    '/v1/items/:id',
    {
      schema: {
        operationId: 'item',
        summary: 'An item as it was taken in',
        tags,
        params: namedParameters,
        response: answers('Item', 'The item.', [400, 404]),
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const found = await clientWork(request, reply, { ...within, work: () => service.item(id) })
      if (found === undefined) throw missing(id)
      return found
    },
  )
  application.put<{ Params: { readonly id: string }; Body: ItemContent }>(
    '/v1/items/:id',
    {
      bodyLimit: 256 * 1024,
      schema: {
        operationId: 'setItem',
        summary: 'Add an item, or replace what is known of it',
        tags,
        params: namedParameters,
        body: { $ref: 'ItemContent#' },
        description: 'It is stored and can be recommended when the answer comes, and stays after a crash.',
        response: answers('ItemSet', 'Whether it was there before.', [400, 413, 415]),
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { title = '', metadata = {} } = request.body
      const taken = ['id', 'title'].find(name => Object.hasOwn(metadata, name))
      if (taken !== undefined)
        throw refusal(400, 'argument', `body/metadata has a field "${taken}", which the item has itself. Rename it.`)
      const work = () => service.setItem({ ...metadata, id, title })
      return { replaced: await clientWork(request, reply, { ...within, work }) }
    },
  )
  application.delete<{ Params: { readonly id: string } }>(
    '/v1/items/:id',
    {
      schema: {
        operationId: 'removeItem',
        summary: 'Remove an item',
        tags,
        params: namedParameters,
        description: 'No answer that is asked for afterwards has it. Events of sessions stay, and are passed over.',
        response: answers(undefined, 'It is gone.', [400, 404]),
      },
    },
    async (request, reply) => {
      const { id } = request.params
      if (!(await clientWork(request, reply, { ...within, work: () => service.removeItem(id) }))) throw missing(id)
      return await reply.code(204).send()
    },
  )
}
