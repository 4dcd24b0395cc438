import type { Tower } from '@towerkit/graph'
import { buildNetwork } from './build-network.ts'
import type { ItemReader } from './item-reader.ts'
import { networkInputs } from './network-inputs.ts'
import { promptOf } from './task-prompts.ts'
import { anItem, type OmniItem } from './omni-item.ts'
import type { OmniEncoderParts } from './omni-parts.ts'
import { packItems } from './pack-items.ts'
import type { ReadyItem } from './ready-item.ts'

/** Options of `omniTower`. */
export interface OmniTowerOptions {
  readonly name: string
  readonly reader: ItemReader
  updated(): void
}

/**
 * The tower of an encoder. Items are read, and the tokens of frozen trunks made or found in the cache, while the step
 * before is under way.
 */
export function omniTower(
  { network, weights }: OmniEncoderParts,
  { name, reader, updated }: OmniTowerOptions,
): Tower<OmniItem, ReadyItem> {
  const { choices, text, trained } = network
  return {
    name,
    item: anItem,
    outputs: { embedding: ['batch', choices.widths[0]!] },
    weights,
    inputs: networkInputs(network),
    ...(trained.includes('text') && { tables: { [`text.${text.backbone.table}`]: ['text.input_ids'] } }),
    prepare: (item, { side, prompts, task, signal }) =>
      reader.read(item, { prompt: prompts ? promptOf(choices, task, side) : '', signal }),
    collate: items => packItems(items, network),
    build: (parameters, inputs, { seed }) => ({
      embedding: buildNetwork(parameters, network, { inputs, seed }),
    }),
    updated,
  }
}
