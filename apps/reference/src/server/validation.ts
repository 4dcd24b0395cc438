import { writeExactJson } from '@towerkit/core'
import { Ajv, type ErrorObject } from 'ajv'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import { jsonBody } from './json-body.ts'
import { refusal } from './problem.ts'
import { metadataSchemas } from './metadata-schemas.ts'

/**
 * Bodies are taken as they are; parameters of a URL are text and become what the schema says. Nothing is dropped or
 * filled in.
 */
export function validation(application: FastifyInstance, components: readonly TSchema[]): void {
  const body = new Ajv({ verbose: true }),
    url = new Ajv({ coerceTypes: true, verbose: true })
  for (const schema of components) {
    application.addSchema(schema)
    url.addSchema(schema)
  }
  const isNumber = (_: unknown, value: unknown) => typeof value === 'number' || typeof value === 'bigint'
  body.addKeyword({ keyword: 'exactNumber', validate: isNumber, error: { message: 'must be number' } })
  const idOf = (schema: object) => String(Reflect.get(schema, '$id'))
  const exact = new Map(metadataSchemas({ exactNumber: true }).map(schema => [idOf(schema), schema]))
  for (const schema of components) body.addSchema(exact.get(idOf(schema)) ?? schema)
  application.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? body : url).compile(schema as object),
  )
  application.setSchemaErrorFormatter((errors, place) => new Error(explained(errors[0] as ErrorObject, place)))
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

/** What is wrong, with the name of the field. */
function explained({ instancePath, keyword, params, message, parentSchema }: ErrorObject, place: string): string {
  const where = `${place}${instancePath}`
  if (keyword !== 'additionalProperties') return `${where} ${message ?? 'is not what is described'}`
  const known = Object.keys((parentSchema as { properties?: object } | undefined)?.properties ?? {})
  return (
    `${where} has a field "${String(params['additionalProperty'])}" that is not known here. Known are ` +
    `${known.join(', ')}.`
  )
}
