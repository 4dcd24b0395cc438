import { createHash, timingSafeEqual } from 'node:crypto'
import { isIPv4 } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refusal } from './problem.ts'
import type { ServerLimits } from './server-limits.ts'
import { tokenBuckets } from './token-buckets.ts'

/** Who may come in. */
export interface AdmissionOptions {
  readonly limits: ServerLimits
  readonly apiKey: string | undefined
  /** Address that the server listens on. */
  readonly host: string
  /** Aborts when the server begins to stop. */
  readonly stopping: AbortSignal
}

const loopback = ['127.0.0.1', '::1', 'localhost']

/**
 * Refuses requests before their bodies are read: under a foreign name (421), while stopping (503), too many from one
 * client (429), without the key (401), too many at once (503). Health and the page's own files only need the right
 * name.
 */
export function admission(application: FastifyInstance, { limits, apiKey, host, stopping }: AdmissionOptions): void {
  const buckets = tokenBuckets(limits.requestsPerSecond, limits.burst)
  const wanted = apiKey === undefined ? undefined : digest(apiKey)
  let running = 0
  application.decorateRequest('work', undefined)
  application.addHook('onRequest', async (request, reply) => {
    // A site whose name is pointed at this machine must not read what only this machine may.
    if (loopback.includes(host) && !loopback.includes(nameOf(request)))
      throw refusal(421, 'host', `This server answers to ${loopback.join(', ')} only. Use one of those names.`)
    const limited = /^\/(v1|metrics)(\/|$|\?)/.test(request.url)
    if (!limited) return
    if (stopping.aborted)
      throw refusal(503, 'stopping', 'The server is stopping. Try again.', { headers: { connection: 'close' } })
    const seconds = buckets.take(request.ip)
    if (seconds > 0)
      throw refusal(
        429,
        'rate',
        `More than ${limits.requestsPerSecond} requests a second. Wait for Retry-After seconds.`,
        { headers: { 'retry-after': String(Math.ceil(seconds)) } },
      )
    if (wanted !== undefined && !timingSafeEqual(wanted, digest(keyOf(request))))
      throw refusal(401, 'key', 'The key is missing or wrong. Send it as Authorization: Bearer <key>.', {
        headers: { 'www-authenticate': 'Bearer' },
      })
    if (running >= limits.concurrentRequests)
      throw refusal(503, 'overloaded', `${running} requests are in progress. Try again.`)
    running++
    reply.raw.once('close', () => {
      void Promise.resolve(request.work).finally(() => {
        running--
      })
    })
  })
}

/** Digests have one length, so comparing them tells nothing of the key's. */
function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

function keyOf(request: FastifyRequest): string {
  return /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
}

/** The host that the client asked for, without its port. */
function nameOf(request: FastifyRequest): string {
  const name = (request.headers.host ?? '')
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase()
  return isIPv4(name) && name.startsWith('127.') ? '127.0.0.1' : name
}
