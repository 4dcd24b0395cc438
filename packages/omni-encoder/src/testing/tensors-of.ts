import { onTestFinished } from 'vitest'
import { memoryCache } from '@towerkit/runtime'
import type { OmniEncoder, OmniItem } from '@towerkit/omni-encoder'
import { itemReader, type ItemReader } from '../item-reader.ts'
import { packItems } from '../pack-items.ts'

const readers = new Map<object, ItemReader>()

/** What the network reads for items, without prompts. */
export async function tensorsOf({ parts: { network } }: OmniEncoder, items: readonly OmniItem[]) {
  const reader = readers.get(network) ?? itemReader(network, { cache: memoryCache(), session: { threads: 1 } })
  if (!readers.has(network)) onTestFinished(() => reader.close())
  readers.set(network, reader)
  return packItems(await Promise.all(items.map(item => reader.read(item, { prompt: '' }))), network)
}
