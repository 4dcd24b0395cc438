import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { optionFunctions } from './option-functions.ts'

/** Functions that take more names than they know, each with the reason. */
const exceptions: Readonly<Record<string, string>> = {}

/** What is given before the options, if it decides which they are. Default: empty objects. */
const before: Readonly<Record<string, readonly unknown[]>> = { omniEncoder: ['./nowhere'] }

const packages = join(import.meta.dirname, '../../../packages')
const entries = readdirSync(packages).flatMap(name => {
  const { exports } = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly '@towerkit/source': string }>>
  }
  return Object.values(exports).flatMap(entry =>
    typeof entry === 'string' ? [] : [join(packages, name, entry['@towerkit/source'])],
  )
})
const functions = [...optionFunctions(entries)].flatMap(([entry, found]) => found.map(each => ({ ...each, entry })))
const checked = functions.filter(({ name }) => !(name in exceptions))

it('finds the functions that take options', () => {
  const names = functions.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(['train', 'gelu', 'textEncoder', 'exactIndex', 'readDocuments']))
  expect(names.length).toBeGreaterThan(200)
  expect(Object.keys(exceptions).filter(name => !names.includes(name))).toEqual([])
})

// Nothing else that is given makes sense: the options are looked at first.
it.each(checked)('$name refuses an option that does not exist', async ({ name, place, isClass, entry }) => {
  const module = (await import(entry)) as Readonly<Record<string, new (...given: unknown[]) => unknown>>
  const called = module[name]! as unknown as (...given: unknown[]) => unknown
  const given = [...(before[name] ?? Array.from({ length: place }, () => ({}))), { notAnOption: 1 }]
  const call = async () => {
    const result = isClass ? new module[name]!(...given) : called(...given)
    // A generator runs only when it is asked.
    await (Object(await result) as Partial<AsyncGenerator>).next?.()
  }
  await expect(call()).rejects.toMatchObject({ code: 'argument', details: { option: 'notAnOption' } })
})
