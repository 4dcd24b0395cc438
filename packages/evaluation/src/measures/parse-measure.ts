import { ArgumentError } from '@towerkit/core'
import { knownMeasures } from './known-measures.ts'
import { measureOf } from './measure-of.ts'
import type { Measure, MeasureDefinition, MeasureParameters } from './measure.ts'

/**
 * Reads a measure as ir_measures writes it: `name`, `name@cutoff`, `name(rel=2)@cutoff`.
 *
 * Each measure has one form, so that reports can be compared by name: 'P@5' and not 'P(rel=1)@5'.
 *
 * @param text Such as 'nDCG@10', 'R@50', 'P(rel=2)@5', 'RR' or 'AP'.
 * @param definitions The measures that may be named. Default: `knownMeasures`.
 * @returns the measure; its `name` is `text`.
 * @throws {ArgumentError} if the text names no known measure, or is not the form in which that measure is written.
 *
 * @example
 * parseMeasure('nDCG@10').compute({ ranked: [0, 1], judged: [1, 0] }) // 0.6309297535714575
 *
 * @see https://ir-measur.es/en/latest/measures.html
 */
export function parseMeasure<const Name extends string>(
  text: Name,
  definitions: readonly MeasureDefinition[] = knownMeasures,
): Measure<Name> {
  const parts = form.exec(text)
  const definition = definitions.find(({ name }) => name === parts?.[1])
  if (parts === null || definition === undefined) {
    const known = definitions.map(({ name, cutoff }) => (cutoff === 'required' ? `${name}@k` : `${name} or ${name}@k`)).join(', ')
    throw new ArgumentError(`parseMeasure: "${text}" is not a known measure. Known are ${known}.`, { measure: text, known: definitions.map(({ name }) => name) })
  }
  const parameters: { -readonly [name in keyof MeasureParameters]: number } = {}
  if (parts[2] !== undefined) parameters.rel = Number(parts[2])
  if (parts[3] !== undefined) parameters.cutoff = Number(parts[3])
  const measure = measureOf(definition, parameters)
  if (measure.name !== text) throw new ArgumentError(`parseMeasure: "${text}" is written "${measure.name}". Use that form.`, { measure: text, form: measure.name })
  return { ...measure, name: text }
}

const form = /^([\p{L}\p{N}]+)(?:\(rel=([^()]+)\))?(?:@([^@]+))?$/u
