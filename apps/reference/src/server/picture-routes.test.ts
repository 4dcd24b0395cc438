import { afterAll, beforeAll, expect, it } from 'vitest'
import { smallPictures } from '../testing/small-pictures.ts'
import { pictureApi } from './picture-api.ts'
import { askedServer, type AskedServer } from './testing/with-server.ts'

let service: Awaited<ReturnType<typeof smallPictures>>
let server: AskedServer
beforeAll(async () => {
  service = await smallPictures()
  await service.warmUp(new AbortController().signal)
  server = await askedServer(pictureApi({ service }))
}, 120_000)
afterAll(async () => {
  await server.close()
  await service.close()
})
const find = (body: object) => server.ask('/v1/pictures/find', { body })
const like = (body: object) => server.ask('/v1/pictures/like', { body })
const keys = ({ pictures }: { readonly pictures: readonly { readonly key: string }[] }) =>
  pictures.map(({ key }) => key).toSorted()

it('finds pictures by words, with boxes and what it cost', async () => {
  const { status, body } = await find({ any: ['red'] })
  expect(status).toBe(200)
  expect(keys(body)).toEqual([service.path('red.png'), service.path('wide.png')])
  const wide = body.pictures.find(({ key }: { key: string }) => key.endsWith('wide.png'))
  expect(wide.boxes[0].text).toBe('red')
  expect(body.detectionMilliseconds).toBeGreaterThan(0)
  expect(keys((await find({ all: ['red', 'blue'] })).body)).toEqual([])
  expect(keys((await find({ any: ['red', 'blue'], not: ['red'] })).body)).toEqual([service.path('tall.png')])
  expect(keys((await find({ any: ['red'], where: { share: { from: 0.1 } } })).body)).toEqual([service.path('wide.png')])
})

it('finds more like an object, of pictures in the archive only', async () => {
  const key = service.path('red.png')
  const { body } = await like({ examples: [{ key, box: [8, 16, 8, 8] }], limit: 1 })
  expect(keys(body)).toEqual([service.path('wide.png')])
  const outside = await like({ examples: [{ key: '/etc/passwd', box: [0, 0, 1, 1] }] })
  expect(outside).toMatchObject({ status: 400, body: { detail: expect.stringContaining('not in the archive') } })
})

it('gives the files of the archive and no others, the page, and what there is', async () => {
  const file = (key: string) => server.ask(`/v1/pictures/file?key=${encodeURIComponent(key)}`)
  const { status, headers } = await file(service.path('red.png'))
  expect([status, headers.get('content-type')]).toEqual([200, 'image/png'])
  for (const key of ['/etc/passwd', service.path('../tiny.onnx'), `${service.path('red.png')}/..`])
    expect((await file(key)).status).toBe(404)
  expect((await server.ask('/')).text).toContain('pictures.js')
  expect((await server.ask('/v1/status')).body).toMatchObject({ pictures: 3 })
})

it.each([
  [{}, /no words/],
  [{ any: [] }, /no words/],
  [{ any: 'red' }, /any must be array/],
  [{ any: [''] }, /any\/0/],
  [{ any: ['red'], threshold: 2 }, /threshold/],
  [{ any: ['red'], limit: 0 }, /limit/],
  [{ any: ['red'], top: 3 }, /a field "top" that is not known/],
])('refuses %j', async (body, detail) => {
  expect(await find(body)).toMatchObject({ status: 400, body: { detail: expect.stringMatching(detail) } })
})
