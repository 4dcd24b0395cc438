import { ArgumentError } from '@towerkit/core'
import { kindOf } from '../kind-of.ts'
import { knownMeasures } from './known-measures.ts'
import { measureOf } from './measure-of.ts'
import type { Measure, MeasureDefinition } from './measure.ts'
import type { MeasureParameters } from './measure-parameters.ts'
import { nearestMeasure } from './nearest-measure.ts'

/**
 * Reads a measure as ir_measures writes it: `name`, `name@cutoff`, `name(parameter=value,...)@cutoff`.
 *
 * @param text Such as 'nDCG@10', 'P(rel=2)@5', "nDCG(dcg='exp-log2')@20", 'AP(judged_only=True)' or 'IPrec@0.1'.
 * @param definitions The measures that may be named. Default: `knownMeasures`.
 * @returns the measure; its `name` is `text`.
 * @throws {ArgumentError} if the text names no known measure, or a parameter that it does not take or that is out of
 *   range.
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
  if (typeof text !== 'string')
    throw new ArgumentError(`parseMeasure: the measure is ${kindOf(text)}. Give a string such as "nDCG@10".`)
  const [, name, within, at] = form.exec(text) ?? []
  const definition = definitions.find(
    each => name !== undefined && (each.name === name || Object.hasOwn(each.aliases ?? {}, name)),
  )
  if (name === undefined || definition === undefined) {
    const known = definitions.map(({ name, parameters }) =>
      parameters.cutoff === 'required' ? `${name}@k` : parameters.cutoff === undefined ? name : `${name} or ${name}@k`,
    )
    const nearest = nearestMeasure(text, definitions)
    throw new ArgumentError(
      `parseMeasure: "${text}" is not a known measure. ` +
        `${nearest === undefined ? '' : `Did you mean "${nearest}"? `}Known are ${known.join(', ')}.`,
      { measure: text, nearest, known: definitions.map(({ name }) => name) },
    )
  }
  const parameters: Record<string, unknown> = { ...definition.aliases?.[name] }
  for (const part of within === undefined ? [] : (within.match(parts) ?? [''])) {
    const [parameter, value] = part.split(/=(.*)/s) as [string, string?]
    if (value === undefined || parameter.trim() === '')
      throw new ArgumentError(`parseMeasure: "${part}" in "${text}" is not a parameter. Write (rel=2), for example.`, {
        measure: text,
      })
    parameters[parameter.trim()] = literal(value.trim())
  }
  if (at !== undefined) parameters[definition.at ?? 'cutoff'] = literal(at.trim())
  return { ...measureOf(definition, parameters as MeasureParameters), name: text }
}

const form = /^([\p{L}\p{N}_]+)(?:\(([^()]*)\))?(?:\s*@([^@]+))?$/u
/** The parts between commas outside braces. */
const parts = /(?:\{[^{}]*\}|[^,{}])+/g
const numeral = /^[+-]?(?:0|[1-9]\d*)?(?:\.\d+|\.)?(?:e[+-]?\d+)?$/i

/** The value of a Python literal; other text unchanged. */
function literal(text: string): unknown {
  if (text === 'True' || text === 'False') return text === 'True'
  const quoted = /^(['"])([^'"]*)\1$/.exec(text)
  if (quoted !== null) return quoted[2]
  if (text.startsWith('{') && text.endsWith('}'))
    return Object.fromEntries(
      text
        .slice(1, -1)
        .split(',')
        .filter(pair => pair.trim() !== '')
        .map(pair => pair.split(':').map(each => literal(each.trim()))),
    )
  return /\d/.test(text) && numeral.test(text) ? Number(text) : text
}
