import type { HeadConfig } from '../head/head-config.ts'
import { logistic } from '../serving/picture-cells.ts'
import type { CellSample } from './cell-sample.ts'

/**
 * What the detector says of the taught texts: the largest probability among the classes that a text stands for, times
 * that of an object if the head joins them.
 *
 * @returns [cells, taught] of each level.
 */
export function teacherTargets(
  samples: readonly CellSample[],
  { classes, taught, objectness }: Pick<HeadConfig, 'classes' | 'taught' | 'objectness'>,
): Float32Array[] {
  const members = taught.map(({ of }) => of.map(name => classes.indexOf(name)))
  return samples[0]!.map((_, level) => {
    const own = samples.map(sample => sample[level]!)
    const cells = own.reduce((sum, each) => sum + each.objectness.length, 0)
    const targets = new Float32Array(cells * taught.length)
    let at = 0
    for (const { teacher, objectness: object } of own)
      for (let cell = 0; cell < object.length; cell++) {
        const factor = objectness === 'joined' ? logistic(object[cell]!) : 1
        for (const classesOfText of members) {
          let highest = -Infinity
          for (const member of classesOfText) highest = Math.max(highest, teacher[cell * classes.length + member]!)
          targets[at++] = factor * logistic(highest)
        }
      }
    return targets
  })
}
