import fastify from 'fastify'
import { expect, it } from 'vitest'
import { validation } from './validation.ts'

it('answers with whole numbers of any size', async () => {
  const application = fastify()
  validation(application, [])
  const response = { 200: { type: 'object' } }
  application.get('/', { schema: { response } }, async () => ({ big: 9007199254740993n }))
  application.get('/plain', async () => ({ big: 9007199254740993n }))
  expect((await application.inject('/')).body).toBe('{"big":9007199254740993}')
  expect((await application.inject('/plain')).body).toBe('{"big":9007199254740993}')
})
