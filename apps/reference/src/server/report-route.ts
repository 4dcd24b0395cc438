import { readFile } from 'node:fs/promises'
import { pagePolicy } from './page-routes.ts'
import type { Routes } from './served-api.ts'
import { taggedAnswer } from './tagged-answer.ts'

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

/** GET /report: the evaluation report, which may be written anew while the server runs. */
export function reportRoute({ application }: Routes, path: string | undefined): void {
  application.get('/report', { schema: { hide: true } }, async (request, reply) => {
    const body =
      path === undefined
        ? undefined
        : await readFile(path).catch((error: NodeJS.ErrnoException) => {
            if (error.code === 'ENOENT') return undefined
            throw error
          })
    reply.type('text/html; charset=utf-8')
    if (body === undefined) return await reply.code(404).header('content-security-policy', pagePolicy).send(noReport)
    return taggedAnswer(request, reply.header('content-security-policy', reportPolicy), body)
  })
}
