import { textBackbone } from '@towerkit/backbones'
import { ArgumentError } from '@towerkit/core'
import type { Tower } from '@towerkit/graph'
import { requireLayers } from './lait-choices.ts'
import { headDimensions } from './build-head.ts'
import { tokenInputs } from './token-inputs.ts'
import type { LaitParts } from './lait-parts.ts'
import { buildMaskedNetwork, drawnLayers } from './masked-network.ts'
import { packSegments } from './pack-segments.ts'
import type { SegmentReader } from './segment.ts'

/** Options of `laitTower`. */
export interface LaitTowerOptions {
  readonly name: string
  readonly trainingLayers: readonly number[]
  readonly reader: SegmentReader
  updated(): void
}

/**
 * The tower of a model: one graph with masks, in which the parallel layers are fixed or drawn for each step. Without a
 * seed the first choice counts.
 */
export function laitTower(
  parts: LaitParts,
  { name, trainingLayers, reader, updated }: LaitTowerOptions,
): Tower<readonly string[]> {
  const backbone = textBackbone(parts.config)
  const inputs = tokenInputs(parts)
  const pack = { inputs: Object.keys(inputs), padId: reader.padId, positionPadding: backbone.positionPadding }
  return {
    name,
    item: segments,
    outputs: { embedding: ['batch', headDimensions(parts)] },
    weights: parts.weights,
    inputs,
    tables: { [backbone.table]: ['input_ids'] },
    collate: tuples => packSegments(reader.read(tuples), pack),
    build: (parameters, values, { seed }) => ({
      embedding: buildMaskedNetwork(parameters, parts, {
        inputs: values,
        seed,
        parallelLayers: seed && trainingLayers.length > 1 ? drawnLayers(seed, trainingLayers) : trainingLayers[0]!,
      }),
    }),
    updated,
  }
}

const segments = {
  is: 'a list of segments, which are texts',
  matches: (value: unknown) => Array.isArray(value) && value.every(segment => typeof segment === 'string'),
}

/** @throws {ArgumentError} unless there are numbers of layers, all within the network. */
export function requireChoices(trainingLayers: readonly number[], layers: number): void {
  if (trainingLayers.length === 0)
    throw new ArgumentError(
      'laitEncoder: trainingLayers is empty. Give at least one number of layers, or leave it out.',
      { trainingLayers },
    )
  for (const each of trainingLayers) requireLayers('laitEncoder: of trainingLayers', each, layers)
}
