import { textBackbone } from '@towerkit/backbones'
import { ArgumentError, requireKnownOptions, type StatePrecision } from '@towerkit/core'
import { stateLength } from '@towerkit/runtime'
import { rowsRead } from './build-head.ts'
import { countOperations, type Operations } from './count-operations.ts'
import { requireLayers } from './lait-choices.ts'
import type { LaitNetwork } from './lait-parts.ts'
import { jointGraph, segmentGraph } from './serving-graphs.ts'
import { tokenInputs } from './token-inputs.ts'

/** Options of `costReport`. */
export interface CostReportOptions {
  /** Tokens of each segment of an input. */
  readonly lengths: readonly number[]
  readonly parallelLayers: number
}

/** What one input costs, counted on the graphs that serve it. */
export interface CostReport {
  /** With P = 0, all layers joint. */
  readonly full: Operations
  /** No state is in the cache. */
  readonly uncached: Operations
  /** All states but that of the first segment are: a new query, known documents. */
  readonly laterCached: Operations
  /** All states are: a cross product of known segments, when all are encoded. */
  readonly allCached: Operations
  /** Bytes of the states of all segments, without keys. */
  readonly bytes: Readonly<Record<StatePrecision, number>>
}

/**
 * What an input costs with P parallel layers: attention matrices and all matrix products, counted from the graphs, and
 * storage. Never take the first for the second: at usual lengths the attention matrices are a small part of all, and
 * without a cache almost nothing is saved.
 *
 * @throws {ArgumentError} for lengths that are not whole numbers from 1, or layers that are not there.
 *
 * @example
 * const { full, laterCached } = costReport(encoder.parts, { lengths: [16, 120], parallelLayers: 4 })
 * console.log(laterCached.total / full.total)
 */
export function costReport(network: LaitNetwork, options: CostReportOptions): CostReport {
  const { lengths, parallelLayers } = requireKnownOptions<CostReportOptions>('costReport', options, {
    lengths: true,
    parallelLayers: true,
  })
  const backbone = textBackbone(network.config)
  requireLayers('costReport', parallelLayers, backbone.blocks.length)
  if (lengths.length === 0 || lengths.some(length => !Number.isInteger(length) || length < 1))
    throw new ArgumentError(
      `costReport: lengths [${lengths}]. Give a whole number of tokens for each of one or more segments.`,
      { lengths },
    )
  const tokens = lengths.reduce((sum, length) => sum + length, 0)
  const names = [...Object.keys(tokenInputs(network)), 'states', 'rows']
  const isData = (name: string) => names.includes(name)
  const alone = (layers: number, encoded: readonly number[]) => {
    const graph = segmentGraph(network, layers)
    return encoded.map(sequence => countOperations(graph, { batch: 1, sequence }, isData))
  }
  const joint = (layers: number) =>
    countOperations(jointGraph(network, layers), { batch: 1, sequence: tokens, tokens }, isData)
  const together = joint(parallelLayers)
  return {
    full: sum([...alone(0, lengths), joint(0)]),
    uncached: sum([...alone(parallelLayers, lengths), together]),
    laterCached: sum([...alone(parallelLayers, lengths.slice(0, 1)), together]),
    allCached: together,
    bytes: Object.fromEntries(
      (['float32', 'float16', 'int8'] as const).map(precision => [
        precision,
        stateLength({ tokens, width: backbone.width }, precision),
      ]),
    ) as Record<StatePrecision, number>,
  }
}

/** Sizes that the formula is of. */
interface Sizes {
  readonly width: number
  readonly inner: number
  readonly layers: number
}

/**
 * The same from the formula, for backbones with BERT's blocks: a layer over N tokens costs 8·N·d² + 4·N²·d + 4·N·d·f;
 * one that computes the first row only 4·N·d² + 4·d² + 4·N·d + 4·d·f. The head is not in it.
 *
 * @param sizes d, f and L: `width`, `inner`, `layers`.
 */
export function costFormula(network: LaitNetwork, options: CostReportOptions, sizes: Sizes): Omit<CostReport, 'bytes'> {
  const { lengths, parallelLayers } = requireKnownOptions('costFormula', options, {
    lengths: true,
    parallelLayers: true,
  })
  const tokens = lengths.reduce((sum, length) => sum + length, 0)
  const alone = (encoded: readonly number[]) =>
    encoded.map(length => times(layerOperations(length, sizes), parallelLayers))
  const joint = (parallel: number) => {
    const layers = sizes.layers - parallel
    const isCut = layers > 0 && rowsRead(network) === 1
    return sum([
      times(layerOperations(tokens, sizes), isCut ? layers - 1 : layers),
      ...(isCut ? [firstRowOperations(tokens, sizes)] : []),
    ])
  }
  const together = joint(parallelLayers)
  return {
    full: joint(0),
    uncached: sum([...alone(lengths), together]),
    laterCached: sum([...alone(lengths.slice(0, 1)), together]),
    allCached: together,
  }
}

function layerOperations(tokens: number, { width, inner }: Sizes): Operations {
  const attention = 4 * tokens ** 2 * width
  return { attention, total: 8 * tokens * width ** 2 + attention + 4 * tokens * width * inner }
}

function firstRowOperations(tokens: number, { width, inner }: Sizes): Operations {
  const attention = 4 * tokens * width
  return { attention, total: 4 * tokens * width ** 2 + 4 * width ** 2 + attention + 4 * width * inner }
}

function times({ attention, total }: Operations, factor: number): Operations {
  return { attention: factor * attention, total: factor * total }
}

function sum(operations: readonly Operations[]): Operations {
  return {
    attention: operations.reduce((all, { attention }) => all + attention, 0),
    total: operations.reduce((all, { total }) => all + total, 0),
  }
}
