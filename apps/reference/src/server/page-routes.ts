import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Routes } from './create-application.ts'

const folder = join(import.meta.dirname, '../page')
const files = [
  { url: '/', file: 'page.html', type: 'text/html; charset=utf-8' },
  { url: '/page.css', file: 'page.css', type: 'text/css; charset=utf-8' },
  { url: '/page.js', file: 'page.js', type: 'text/javascript; charset=utf-8' },
  { url: '/highlight.js', file: 'highlight.js', type: 'text/javascript; charset=utf-8' },
  { url: '/result-list.js', file: 'result-list.js', type: 'text/javascript; charset=utf-8' },
  { url: '/search-client.js', file: 'search-client.js', type: 'text/javascript; charset=utf-8' },
  { url: '/icon.svg', file: 'icon.svg', type: 'image/svg+xml' },
]

const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " +
  "form-action 'self'; frame-ancestors 'none'"
/** The report is one file with its scripts and styles inside; in a sandbox it has no origin and reaches nothing. */
const reportPolicy =
  "sandbox allow-scripts allow-popups; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; " +
  "img-src data:; font-src data:; frame-ancestors 'none'"

const noReport = `<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Evaluation · Towerkit</title>
<link rel="stylesheet" href="/page.css"><link rel="icon" href="/icon.svg">
<header class="top"><a class="brand" href="/">Towerkit</a><nav><a href="/">Back to the search</a></nav></header>
<main><div class="message">
  <strong>There is no evaluation report yet.</strong>The command towerkit evaluate writes it.
</div></main>`

/** The page and its files, from memory, and the evaluation report, which may be written anew while the server runs. */
export async function pageRoutes({ application, reportPath }: Routes): Promise<void> {
  for (const { url, file, type } of files) {
    const body = await readFile(join(folder, file))
    application.get(url, { schema: { hide: true } }, (request, reply) =>
      send(request, reply.type(type).header('content-security-policy', pagePolicy), body),
    )
  }
  application.get('/report', { schema: { hide: true } }, async (request, reply) => {
    const body =
      reportPath === undefined
        ? undefined
        : await readFile(reportPath).catch((error: NodeJS.ErrnoException) => {
            if (error.code === 'ENOENT') return undefined
            throw error
          })
    if (body === undefined)
      return await reply
        .code(404)
        .type('text/html; charset=utf-8')
        .header('content-security-policy', pagePolicy)
        .send(noReport)
    return send(request, reply.type('text/html; charset=utf-8').header('content-security-policy', reportPolicy), body)
  })
}

/** With an ETag of the content; a client that has it gets 304. */
function send(request: FastifyRequest, reply: FastifyReply, body: Buffer): FastifyReply {
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  reply.header('etag', tag).header('cache-control', 'no-cache')
  return request.headers['if-none-match'] === tag ? reply.code(304).send() : reply.send(body)
}
