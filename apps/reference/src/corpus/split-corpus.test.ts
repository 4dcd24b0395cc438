import { describe, expect, it } from 'vitest'
import { ArgumentError, seededRandom } from '@towerkit/core'
import type { ApiItem } from './api-item.ts'
import { apiItems } from './api-items.ts'
import { nearDuplicates } from './near-duplicates.ts'
import { splitCorpus } from './split-corpus.ts'

const item = (name: string, module: string, query: string): ApiItem => ({
  id: `x:${name}`,
  name,
  module,
  kind: 'function',
  signature: `function ${name}(): void`,
  description: query,
  query,
  details: [],
})

/** Items of many modules, each with its own words. */
function manyItems(seed = 1) {
  const random = seededRandom(seed)
  const word = () => Array.from({ length: 6 }, () => 'abcdefghij'[Math.floor(random() * 10)]).join('')
  return Array.from({ length: 2_000 }, (_, index) =>
    item(`f${index}`, `m${index % 200}`, Array.from({ length: 8 }, word).join(' ')),
  )
}

describe('apiItems', () => {
  const source = {
    library: 'x',
    package: 'x',
    module: ([first = '']: readonly string[]) => first,
    rename: { Static: '_' },
  }
  const read = (text: string) => [...apiItems(source, [{ file: 'a.d.ts', text }])]

  it('merges overloads and declarations of one name, and drops those without a comment', () => {
    const items = read(`
      declare namespace disk {
        function read(path: string): void
        /** Reads the file at \`path\`. */
        function read(path: number): void
        function bare(): void
      }
      declare namespace disk {
        /** Later. */
        function read(): void
      }`)
    expect(items).toEqual([
      {
        id: 'x:disk.read',
        module: 'x:disk',
        name: 'disk.read',
        kind: 'function',
        signature: 'function read(path: number): void | function read(path: string): void | function read(): void',
        description: 'Reads the file at path.',
        query: 'Reads the file at path.',
        details: [],
      },
    ])
  })

  it('takes a second paragraph after a short first one, and cuts at a sentence', () => {
    const [short, long] = read(`
      /**
       * Short one.
       *
       * But this says more.
       *
       * And this makes it enough words.
       *
       * Not this.
       */
      declare function a(): void
      /** ${'Six words are in this sentence. '.repeat(20)} */
      declare function b(): void`)
    expect(short!.description).toBe('Short one. But this says more. And this makes it enough words.')
    expect(long!.description).toBe('Six words are in this sentence. '.repeat(10).trim())
  })

  it('keeps what else is said as details, without the own name', () => {
    const [item] = read(`
      /**
       * Reads the whole file into memory at once.
       *
       * Like \`readAll\`, it waits for nothing else to happen here.
       * @param path Where the file that \`readAll\` reads is.
       * @returns
       */
      declare function readAll(path: string): void`)
    expect(item!.details).toEqual(['Like, it waits for nothing else to happen here.', 'Where the file that reads is.'])
  })

  it('renames containers', () => {
    expect(read('interface Static {\n/** Splits. */\nchunk(): void }')[0]!.name).toBe('_.chunk')
  })
})

describe('splitCorpus', () => {
  it('keeps modules whole, leaves nothing out and searches everything', () => {
    const items = manyItems()
    const { documents, train, dev, test, counts } = splitCorpus(items)
    const moduleOf = new Map(items.map(({ id, module }) => [id, module]))
    const parts = [train.map(({ document }) => document), dev.map(({ id }) => id), test.map(({ id }) => id)]
    const modules = parts.map(ids => new Set(ids.map(id => moduleOf.get(id)!)))
    expect(modules[0]!.size + modules[1]!.size + modules[2]!.size).toBe(200)
    expect(modules[0]!.union(modules[1]!).union(modules[2]!).size).toBe(200)
    expect(new Set(parts.flat()).size).toBe(items.length)
    expect(documents.map(({ id }) => id)).toEqual(items.map(({ id }) => id))
    expect(counts).toMatchObject({ items: 2_000, modules: 200, nearDuplicates: 0 })
    expect(counts).toMatchObject({ trainPairs: train.length, devQueries: dev.length, testQueries: test.length })
    expect(counts.testModules).toBeGreaterThan(15)
    expect(counts.testModules).toBeLessThan(50)
  })

  it('moves no module when others come or go', () => {
    const items = manyItems()
    const whole = new Set(splitCorpus(items).test.map(({ id }) => id))
    const some = items.filter(({ module }) => module.endsWith('3'))
    expect(splitCorpus(some).test.map(({ id }) => id)).toEqual(some.map(({ id }) => id).filter(id => whole.has(id)))
  })

  it('makes one query of one description, relevant for all that share it, and holds it out with any of them', () => {
    const items = manyItems()
    const test = splitCorpus(items).test[0]!
    const trained = splitCorpus(items).train[0]!
    const held = items.find(({ id }) => id === test.id)!
    const seen = items.find(({ id }) => id === trained.document)!
    const shared = items.map(each => (each === seen ? { ...each, query: held.query } : each))
    const split = splitCorpus(shared)
    expect(split.test.find(({ text }) => text === test.text)!.relevant.toSorted()).toEqual(
      [held.id, seen.id].toSorted(),
    )
    expect(split.train.some(({ document, query }) => document === seen.id || query === test.text)).toBe(false)
  })

  it('drops short and boilerplate queries, but not their documents', () => {
    const alike = Array.from({ length: 11 }, (_, index) =>
      item(`b${index}`, 'm', 'Fires when something has happened here.'),
    )
    const items = [item('a', 'm', 'Too few words.'), ...alike]
    const { train, dev, test, documents, counts } = splitCorpus(items)
    expect(train.length + dev.length + test.length).toBe(0)
    expect(documents).toHaveLength(12)
    expect(counts).toMatchObject({ tooShort: 1, boilerplate: 11 })
  })

  it('drops train pairs that all but repeat a held-out query', () => {
    const items = manyItems()
    const held = items.find(({ id }) => id === splitCorpus(items).test[0]!.id)!
    const trained = splitCorpus(items).train[0]!
    const copied = items.map(each => (each.id === trained.document ? { ...each, query: `${held.query} more` } : each))
    const split = splitCorpus(copied)
    expect(split.counts.nearDuplicates).toBe(1)
    expect(split.train.some(({ document }) => document === trained.document)).toBe(false)
  })

  it('gives details of train modules only, without what is held out or repeats a description', () => {
    const items = manyItems()
    const plain = splitCorpus(items)
    const isTrained = new Set(plain.train.map(({ document }) => document))
    const held = plain.test[0]!
    const trained = plain.train[0]!
    const leaks = [held.original, `${held.original} more`, trained.query, 'short']
    const detailed = items.map(each => ({
      ...each,
      details: [`what ${each.name} says of its first parameter`, ...leaks],
    }))
    const split = splitCorpus(detailed)
    expect(split.train).toEqual(plain.train)
    expect(split.details.map(({ document }) => document)).toEqual(
      items.map(({ id }) => id).filter(id => isTrained.has(id)),
    )
    for (const { query } of split.details) expect(query).toMatch(/^what f/)
  })

  it('refuses shares that are none', () => {
    for (const shares of [{ testShare: -0.1 }, { testShare: 0.8, devShare: 0.3 }, { testShare: NaN }]) {
      expect(() => splitCorpus([], shares)).toThrow(ArgumentError)
    }
  })
})

it('nearDuplicates agrees with the definition', () => {
  const random = seededRandom(5)
  const words = () => Array.from({ length: 2 + Math.floor(random() * 4) }, () => 'abcde'[Math.floor(random() * 5)])
  const texts = Array.from({ length: 120 }, () => words().join(' '))
  const left = texts.slice(0, 60)
  const right = texts.slice(60)
  const pairs = (text: string) =>
    new Set(text.split(' ').map((word, index, words) => `${word} ${words[index + 1] ?? ''}`))
  const overlap = (a: string, b: string) => pairs(a).intersection(pairs(b)).size / pairs(a).union(pairs(b)).size
  const expected = left.flatMap((text, index) => (right.some(other => overlap(text, other) >= 0.5) ? [index] : []))
  expect([...nearDuplicates(left, right, 0.5)]).toEqual(expected)
  expect(expected.length).toBeGreaterThan(0)
  expect(expected.length).toBeLessThan(60)
})
