import { expect, it } from 'vitest'
import { withServer } from './testing/with-server.ts'

const serial = '12345678901234567891'
/** As text: `JSON.stringify` knows no whole number beyond 2^53. */
const batch = `{"documents":[
  {"id":"a","title":"watch","text":"watch a file","metadata":
    {"tags":["news","tech"],"author":{"name":"Ada","born":1815},"date":"2024-05-17T10:00:00Z","serial":${serial},
     "parts":[{"size":1},{"size":[2,3]}],"empty":[]}},
  {"id":"b","title":"watch","text":"watch a file","metadata":{"tags":["old"],"date":"2023-01-01"}}]}`

it('keeps lists, nested fields and whole numbers of any size', () =>
  withServer({}, async ({ ask }) => {
    expect((await ask('/v1/documents', { body: batch })).status).toBe(200)
    const { text, body } = await ask('/v1/documents/a')
    expect(text).toContain(`"serial":${serial}`)
    expect(body.metadata).toMatchObject({
      tags: ['news', 'tech'],
      author: { name: 'Ada', born: 1815 },
      parts: [{ size: 1 }, { size: [2, 3] }],
      empty: [],
    })
  }))

it.each([
  ['a value in a list', '{"tags":"news"}', ['a']],
  ['all values of a list', '{"tags":{"contains":["news","tech"]}}', ['a']],
  ['a nested field', '{"author.name":"Ada","author.born":{"from":1800}}', ['a']],
  ['a range of dates', '{"date":{"from":"2024-05","to":"2024-05-17"}}', ['a']],
  ['an exact whole number', `{"serial":${serial}}`, ['a']],
  ['its neighbour', '{"serial":12345678901234567890}', []],
  ['a range of exact whole numbers', `{"serial":{"from":${serial},"to":12345678901234567892}}`, ['a']],
  ['not a value', '{"tags":{"not":"news"},"date":{"exists":true}}', ['b']],
  ['a field that is there', '{"author":{"exists":true}}', ['a']],
  ['a field that is not', '{"author":{"exists":false},"date":{"exists":true}}', ['b']],
  ['either', '{"or":[{"tags":"old"},{"author.name":"Ada"}]}', ['a', 'b']],
  ['not a condition', '{"not":{"tags":"news"},"and":[{"date":{"exists":true}}]}', ['b']],
])('filters by %s', (_, where, ids) =>
  withServer({}, async ({ ask }) => {
    await ask('/v1/documents', { body: batch })
    const { status, body } = await ask('/v1/search', { body: `{"query":"watch","mode":"lexical","where":${where}}` })
    expect([status, body.detail]).toEqual([200, undefined])
    expect(body.hits.map(({ id }: { id: string }) => id).sort()).toEqual(ids)
  }),
)

it.each([
  ['an unknown test', '{"tags":{"has":"news"}}'],
  ['no test', '{"tags":{}}'],
  ['null', '{"tags":null}'],
  ['a list of lists', '{"tags":[["news"]]}'],
  ['bounds of two types', '{"date":{"from":1,"to":"2024"}}'],
  ['a wrong condition within others', '{"or":[{"not":{"tags":{"exists":"yes"}}}]}'],
])('refuses %s', (_, where) =>
  withServer({}, async ({ ask }) => {
    expect((await ask('/v1/search', { body: `{"query":"watch","where":${where}}` })).status).toBe(400)
  }),
)

it('describes all of it, and nothing that JSON does not have', () =>
  withServer({}, async ({ ask }) => {
    const { text, body } = await ask('/openapi.json')
    const { Where, WhereField, MetadataValue } = body.components.schemas
    expect(Object.keys(Where.properties)).toEqual(['and', 'or', 'not'])
    expect(Object.keys(WhereField.anyOf.at(-1).properties)).toEqual(['from', 'to', 'exists', 'contains', 'not'])
    expect(MetadataValue.anyOf).toHaveLength(5)
    expect(text).not.toContain('exactNumber')
  }))
