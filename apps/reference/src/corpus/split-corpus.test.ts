import { describe, expect, it } from 'vitest'
import { ArgumentError, seededRandom } from '@towerkit/core'
import type { ApiItem } from './api-item.ts'
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
