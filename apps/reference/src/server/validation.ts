import { writeExactJson } from '@towerkit/core'
import { Ajv } from 'ajv'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { jsonBody } from './json-body.ts'
import { refusal } from './problem.ts'
import { components } from './api-components.ts'

/**
 * Bodies are taken as they are; parameters of a URL are text and become what the schema says. Nothing is dropped or
 * filled in.
 */
export function validation(application: FastifyInstance): void {
  const body = new Ajv(),
    url = new Ajv({ coerceTypes: true })
  for (const schema of components) {
    application.addSchema(schema)
    for (const ajv of [body, url]) ajv.addSchema(schema)
  }
  application.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? body : url).compile(schema as object),
  )
  application.setSerializerCompiler(() => value => writeExactJson(value))
  application.setReplySerializer(payload => writeExactJson(payload))
  application.removeAllContentTypeParsers()
  application.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async ({ headers }: FastifyRequest, bytes: Buffer) => {
      const encoding = headers['content-encoding'] ?? 'identity'
      if (encoding !== 'identity')
        throw refusal(415, 'media-type', `The body is encoded as ${encoding}. Send it as it is.`)
      return jsonBody(bytes)
    },
  )
}
