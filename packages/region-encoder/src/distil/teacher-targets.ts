import type { HeadConfig } from '../head/head-config.ts'
import { logistic } from '../serving/picture-cells.ts'
import type { CellSample } from './cell-sample.ts'

/**
 * What the detector says of the taught texts: the largest probability among the classes that a text stands for, times
 * that of an object if the head joins them.
 *
 * @returns [cells of all levels, taught], level after level.
 */
export function teacherTargets(
  samples: readonly CellSample[],
  { classes, taught, objectness }: Pick<HeadConfig, 'classes' | 'taught' | 'objectness'>,
): Float32Array {
  const members = taught.map(({ of }) => of.map(name => classes.indexOf(name)))
  const levels = samples[0]!.length
  const cells = samples.reduce((sum, sample) => sum + sample[0]!.objectness.length, 0)
  const targets = new Float32Array(levels * cells * taught.length)
  let at = 0
  for (let level = 0; level < levels; level++)
    for (const sample of samples) {
      const { teacher, objectness: object } = sample[level]!
      for (let cell = 0; cell < object.length; cell++) {
        const factor = objectness === 'joined' ? logistic(object[cell]!) : 1
        for (const own of members) {
          let highest = -Infinity
          for (const member of own) highest = Math.max(highest, teacher[cell * classes.length + member]!)
          targets[at++] = factor * logistic(highest)
        }
      }
    }
  return targets
}
