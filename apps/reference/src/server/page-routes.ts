import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Routes } from './served-api.ts'
import { taggedAnswer } from './tagged-answer.ts'

const folder = join(import.meta.dirname, '../page')
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** What a page may load and ask: what comes from this server. */
export const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " +
  "form-action 'self'; frame-ancestors 'none'"

/** A page and its files, from memory; the .html file is at /, the others at their names. */
export async function pageRoutes({ application }: Routes, files: readonly string[]): Promise<void> {
  for (const file of [...files, 'icon.svg']) {
    const body = await readFile(join(folder, file))
    const type = types[extname(file)]!
    application.get(file.endsWith('.html') ? '/' : `/${file}`, { schema: { hide: true } }, (request, reply) =>
      taggedAnswer(request, reply.type(type).header('content-security-policy', pagePolicy), body),
    )
  }
}
