import type { Detector } from '../detector/detector.ts'
import type { HeadConfig } from '../head/head-config.ts'
import type { SeededRandom } from '@towerkit/core'

/** Some cells of one level of a picture, with what the detector says of them. */
export interface LevelSample {
  /** [cells, channels] of the class tower. */
  readonly classes: Float32Array
  /** [cells, channels] of the box tower. */
  readonly boxes: Float32Array
  /** [cells], log odds. */
  readonly objectness: Float32Array
  /** [cells, classes], log odds of the detector's own class layer. */
  readonly teacher: Float32Array
}

/** Some cells of each level of a picture: as many of every level. */
export type CellSample = readonly LevelSample[]

/** All cells of one level. */
export interface LevelRows {
  readonly classes: Float32Array
  readonly boxes: Float32Array
  readonly objectness: Float32Array
}

/** Share of the cells that are taken for their objectness; the others are drawn. */
const shareOfBest = 0.75

/** Cells that hold an object before others, and some of the others. */
export function cellSample(
  levels: readonly LevelRows[],
  { detector, config, cells, random }: CellSampleOptions,
): CellSample {
  return levels.map((level, l) => {
    const chosen = chosenCells(level.objectness, cells, random)
    const rowsOf = (data: Float32Array) => {
      const width = data.length / level.objectness.length
      const rows = new Float32Array(chosen.length * width)
      chosen.forEach((cell, i) => rows.set(data.subarray(cell * width, (cell + 1) * width), i * width))
      return rows
    }
    const classes = rowsOf(level.classes)
    const teacher = teacherOf(classes, chosen.length, { detector, config, level: l })
    return { classes, boxes: rowsOf(level.boxes), objectness: rowsOf(level.objectness), teacher }
  })
}

/** What `cellSample` needs to know. */
export interface CellSampleOptions {
  readonly detector: Detector
  readonly config: Pick<HeadConfig, 'classes'>
  /** Cells of each level. */
  readonly cells: number
  readonly random: SeededRandom
}

/** Numbers of the cells: the best by objectness, and some of the others. */
export function chosenCells(objectness: Float32Array, count: number, random: SeededRandom): number[] {
  const order = [...objectness.keys()].sort((a, b) => objectness[b]! - objectness[a]!)
  const best = order.slice(0, Math.ceil(count * shareOfBest))
  const rest = order.slice(best.length)
  while (best.length < count) {
    const place = Math.floor(random() * rest.length)
    best.push(rest[place]!)
    rest[place] = rest.at(-1)!
    rest.pop()
  }
  return best
}

function teacherOf(
  rows: Float32Array,
  count: number,
  { detector, config, level }: Pick<CellSampleOptions, 'detector' | 'config'> & { readonly level: number },
): Float32Array {
  const { weight, bias } = detector.levels[level]!.classLayer
  const width = rows.length / count
  const own = config.classes.map(name => detector.names.indexOf(name))
  const odds = new Float32Array(count * own.length)
  for (let cell = 0; cell < count; cell++)
    own.forEach((row, i) => {
      let sum = bias[row]!
      for (let d = 0; d < width; d++) sum += weight[row * width + d]! * rows[cell * width + d]!
      odds[cell * own.length + i] = sum
    })
  return odds
}
