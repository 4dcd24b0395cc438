import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Sends a file with an ETag of its content; a client that has it gets 304. */
export function taggedAnswer(request: FastifyRequest, reply: FastifyReply, body: Buffer): FastifyReply {
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  reply.header('etag', tag).header('cache-control', 'no-cache')
  return request.headers['if-none-match'] === tag ? reply.code(304).send() : reply.send(body)
}
