import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import type { TSchema } from 'typebox'
import type { ServerLimits } from './server-limits.ts'

/** What the routes of an API are made of. */
export interface Routes {
  readonly application: FastifyInstance
  readonly limits: ServerLimits
  /** What Prometheus reads. */
  readonly registry: Registry
  /** Aborts when the time to stop is over. */
  readonly stop: AbortSignal
}

/** How the documentation of an API presents it. */
export interface ApiDocumentation {
  readonly title: string
  readonly description: string
  /** Besides those of operation, which every API has. */
  readonly tags: readonly { readonly name: string; readonly description: string }[]
  /** Links above its page, besides the one to the page of the API. */
  readonly links: readonly (readonly [name: string, href: string])[]
}

/** What a server answers, besides health, metrics and the documentation. */
export interface ServedApi {
  readonly documentation: ApiDocumentation
  /** Named schemas: they validate what comes in and are the components of the OpenAPI document. One is `Status`. */
  readonly components: readonly TSchema[]
  /** What there is, for /v1/status. @throws if nothing can be answered. */
  status(): object
  addRoutes(routes: Routes): Promise<void>
}
