import { describe, expect, it } from 'vitest'
import { AbortedError, MissingPeerError } from '@towerkit/core'
import { apiSources } from './api-sources.ts'
import { readApiCorpus } from './read-api-corpus.ts'
import { splitCorpus } from './split-corpus.ts'

async function collect<T>(items: AsyncIterable<T>) {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

describe('readApiCorpus', () => {
  it('reads thousands of documented declarations from what is installed, enough to train and to test', async () => {
    const items = await collect(readApiCorpus())
    expect(items.length).toBeGreaterThan(15_000)
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
    const byId = new Map(items.map(item => [item.id, item]))
    const known = [
      'node:fs.watch',
      'es:Array.map',
      'web:Window.open',
      'vscode:vscode.window.showErrorMessage',
      'chrome:chrome.tabs.query',
      'maps:google.maps.LatLng',
      'lodash:_.chunk',
    ]
    for (const id of known) {
      expect(byId.get(id), id).toBeDefined()
    }
    for (const { description, query, signature } of items) {
      expect(query).not.toMatch(/`|https?:\/\/\w|\{@|\n/)
      expect(description).not.toBe('')
      expect(signature).not.toMatch(/\/\*\*|\n/)
    }

    const { train, test, dev, counts } = splitCorpus(items)
    expect(counts.trainPairs).toBeGreaterThan(10_000)
    expect(counts.testQueries).toBeGreaterThan(1_000)
    const trainedModules = new Set(train.map(({ document }) => byId.get(document)!.module))
    const trainedQueries = new Set(train.map(({ query }) => query))
    for (const { text, relevant } of [...test, ...dev]) {
      expect(trainedQueries.has(text)).toBe(false)
      expect(relevant.some(id => !trainedModules.has(byId.get(id)!.module))).toBe(true)
    }
  })

  it('gives the same items in the same order', async () => {
    const sources = apiSources.filter(({ library }) => library === 'lodash')
    expect(await collect(readApiCorpus({ sources }))).toEqual(await collect(readApiCorpus({ sources })))
  })

  it('says what is not installed, and stops when told to', async () => {
    const missing = { library: 'x', package: '@types/not-there', module: () => '' }
    await expect(collect(readApiCorpus({ sources: [missing] }))).rejects.toThrow(MissingPeerError)
    await expect(collect(readApiCorpus({ signal: AbortSignal.abort() }))).rejects.toThrow(AbortedError)
  })
})
