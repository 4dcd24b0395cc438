import { ArgumentError } from '@towerkit/core'
import type { Measure, MeasureDefinition, MeasureParameters } from './measure.ts'

/**
 * Gives a measure its parameters.
 *
 * @param definition Which measure.
 * @param parameters `cutoff` where the measure needs or takes one; `rel` where it takes one.
 * @returns the measure, whose `name` is the form that `parseMeasure` reads.
 * @throws {ArgumentError} if the measure does not take a parameter, misses one, or it is out of range.
 *
 * @example
 * measureOf(precision, { rel: 2, cutoff: 5 }).name // 'P(rel=2)@5'
 */
export function measureOf(definition: MeasureDefinition, { cutoff, rel }: MeasureParameters = {}): Measure {
  const { name, source } = definition
  if (cutoff === undefined && definition.cutoff === 'required') {
    throw new ArgumentError(`measureOf: ${name} needs a cutoff. Write ${name}@10, for example.`, { measure: name })
  }
  if (cutoff !== undefined && (!Number.isSafeInteger(cutoff) || cutoff < 1)) {
    throw new ArgumentError(`measureOf: the cutoff of ${name} is ${cutoff}. Give a whole number of at least 1.`, { measure: name, cutoff })
  }
  if (rel !== undefined && !definition.takesRel) {
    throw new ArgumentError(`measureOf: ${name} takes no rel, but rel is ${rel}. Leave it out.`, { measure: name, rel })
  }
  if (rel !== undefined && !(rel > 0 && rel < Infinity)) {
    throw new ArgumentError(`measureOf: rel of ${name} is ${rel}. Give a finite number above 0.`, { measure: name, rel })
  }
  const filled = { cutoff: cutoff ?? Infinity, rel: rel ?? 1 }
  return {
    name: name + (filled.rel === 1 ? '' : `(rel=${rel})`) + (cutoff === undefined ? '' : `@${cutoff}`),
    parameters: { ...(cutoff === undefined ? {} : { cutoff }), ...(filled.rel === 1 ? {} : { rel: filled.rel }) },
    source,
    compute: ranking => definition.compute(ranking, filled),
  }
}
