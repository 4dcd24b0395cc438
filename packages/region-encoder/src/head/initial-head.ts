import { seededRandom, type Vectors } from '@towerkit/core'
import { constantInitializer, createParameters, Graph, initialize, type Weight } from '@towerkit/graph'
import type { Detector } from '../detector/detector.ts'
import type { HeadConfig } from './head-config.ts'
import { nameVectors } from './name-vectors.ts'
import { regionHead } from './region-head.ts'

/** What the first values are made of. */
export interface InitialHeadOptions {
  readonly config: HeadConfig
  /** Vectors of the taught texts, in their order. */
  readonly texts: Vectors
  readonly seed: number
}

/**
 * First weights of a head: it gives the scores of the detector's own class layer for the classes, as long as
 * `dimensions` is at least their number. Each class has an axis of its own, other taught texts start as the mean of
 * theirs. With fewer dimensions the axes are random directions, which training must sort out.
 */
export function initialHead(detector: Detector, { config, texts, seed }: InitialHeadOptions): Record<string, Weight> {
  const { classes, dimensions, taught } = config
  const weights = emptyHead(detector, config, seed)
  const set = (name: string, data: Float32Array) => {
    weights[name] = { ...weights[name]!, data }
  }
  const axes = classAxes(config, seed)
  const rows = classes.map(name => detector.names.indexOf(name))
  detector.levels.forEach(({ classLayer: { weight, bias } }, level) => {
    const width = weight.length / detector.names.length
    const at = (name: string) => `level.${level}.${name}`
    set(at('own.weight'), joined(rows.map(row => weight.subarray(row * width, (row + 1) * width))))
    set(
      at('own.bias'),
      Float32Array.from(rows, row => bias[row]!),
    )
    const mix = new Float32Array(dimensions * classes.length)
    axes.forEach((axis, i) => axis.forEach((value, d) => (mix[d * classes.length + i] = value)))
    set(at('mix.weight'), mix)
    // So that a variance of 1 − ε and a mean of 0 leave the numbers as they are.
    set(at('norm.running_var'), new Float32Array(dimensions).fill(1 - 1e-3))
  })
  set('object.direction', Float32Array.of(...meanOf(axes), 0))
  set('names.keys', unitRows(texts))
  set('names.values', joined(taught.map(({ of }) => meanOf(of.map(name => axes[classes.indexOf(name)]!)))))
  return weights
}

/** Names and shapes of the weights, with random first values. */
export function emptyHead(detector: Detector, config: HeadConfig, seed: number): Record<string, Weight> {
  const graph = new Graph()
  const parameters = createParameters(graph)
  detector.levels.forEach(({ classTower, boxTower }, level) => {
    const cells = (name: string, width: number) => graph.input(`${name} ${level}`, 'float32', ['cells', width])
    regionHead(
      parameters.at('level', level),
      {
        classes: cells('classes', Number(classTower.shape[1])),
        boxes: cells('boxes', Number(boxTower.shape[1])),
        objectness: cells('objectness', 1),
      },
      { config },
    )
  })
  parameters.at('object').get('direction', [config.dimensions + 1], constantInitializer(0))
  nameVectors(parameters.at('names'), graph.input('texts', 'float32', ['texts', config.textDimensions]), config)
  return initialize(parameters, { seed })
}

/** The direction of each class, of length 1. */
function classAxes({ classes, dimensions }: HeadConfig, seed: number): Float32Array[] {
  const random = seededRandom(seed)
  return classes.map((_, i) => {
    const axis = new Float32Array(dimensions)
    if (dimensions >= classes.length) axis[i] = 1
    else axis.forEach((__, d) => (axis[d] = random() - 0.5))
    return unit(axis)
  })
}

function meanOf(rows: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(rows[0]!.length)
  for (const row of rows) row.forEach((value, d) => (sum[d] = sum[d]! + value))
  return unit(sum)
}

function unit(row: Float32Array): Float32Array {
  const length = Math.hypot(...row)
  return length === 0 ? row : row.map(value => value / length)
}

function unitRows({ data, count, dimensions }: Vectors): Float32Array {
  return joined(Array.from({ length: count }, (_, i) => unit(data.subarray(i * dimensions, (i + 1) * dimensions))))
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const width = rows[0]?.length ?? 0
  const all = new Float32Array(rows.length * width)
  rows.forEach((row, i) => all.set(row, i * width))
  return all
}
