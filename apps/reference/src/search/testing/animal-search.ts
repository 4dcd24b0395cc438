import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTextEncoder, trainWordPiece } from '@towerkit/text-encoder'
import { onTestFinished } from 'vitest'
import type { SearchService, StoredDocument } from '../../search-service.ts'
import { demoSettings } from '../../settings.ts'
import { openStore } from '../../store/open-store.ts'
import { vectorModelFact } from '../../store/store.ts'
import { publishTowers } from '../../towers/tower-sets.ts'
import { openWorkspace } from '../../workspace.ts'
import { openSearchService, type OpenSearchServiceOptions } from '../open-search-service.ts'

export const animals: readonly StoredDocument[] = [
  { id: 'cat', title: 'The cat', text: 'A cat sleeps on the sofa. It purrs.', metadata: { legs: 4, wild: false } },
  { id: 'dog', title: 'The dog', text: 'A dog barks at the postman.', metadata: { legs: 4, wild: false } },
  {
    id: 'heron',
    title: 'The heron',
    text: 'A heron stands in the water and waits for fish.',
    metadata: { legs: 2, wild: true },
  },
]

/** A folder that is removed when the test ends. */
export async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-service-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Opens a service that is closed when the test ends. */
export async function openAnimalSearch(folder: string, options: OpenSearchServiceOptions = {}) {
  const service = await openSearchService(folder, options)
  onTestFinished(() => service.close())
  return service
}

/** Trains nothing: towers with random weights, for which equal words are near each other even so. */
export async function makeTowers(folder: string, seed = 1) {
  const tokenizer = trainWordPiece(
    animals.map(({ text }) => text),
    { vocabularySize: 200 },
  )
  const config = {
    model_type: 'bert',
    vocab_size: 200,
    hidden_size: 16,
    num_hidden_layers: 0,
    num_attention_heads: 2,
    intermediate_size: 16,
    max_position_embeddings: 1024,
    type_vocab_size: 1,
  }
  const made = await temporaryFolder()
  for (const name of ['teacher-query', 'teacher-document']) {
    const encoder = createTextEncoder({ config, tokenizer, seed })
    await encoder.save(join(made, name))
    await encoder.close()
  }
  const workspace = await openWorkspace(folder)
  using store = openStore(workspace.path('store.sqlite'))
  const trainedWith = { settings: { ...demoSettings, seed }, texts: '', pairs: '' }
  return publishTowers(workspace, made, { trainedWith, answering: store.fact(vectorModelFact) })
}

/** Ids of the hits, best first. */
export async function idsOf(service: SearchService, query: string, request = {}) {
  return (await service.search({ query, ...request })).hits.map(({ id }) => id)
}
