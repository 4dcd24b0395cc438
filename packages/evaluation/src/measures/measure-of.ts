import { ArgumentError, DataError, requireKnownOptions } from '@towerkit/core'
import type { JudgedRanking, Measure, MeasureDefinition } from './measure.ts'
import { tiedGroups } from './tied-groups.ts'
import { parameterRules, type MeasureParameters } from './measure-parameters.ts'
import { requireKind } from '../require-kind.ts'

/**
 * Gives a measure its parameters.
 *
 * @param definition Which measure.
 * @param parameters What the measure needs, and what shall differ from its defaults.
 * @returns the measure, whose `name` is a form that `parseMeasure` reads.
 * @throws {ArgumentError} if the measure does not take a parameter, misses one, or it is out of range.
 *
 * @example
 * measureOf(precision, { rel: 2, cutoff: 5 }).name // 'P(rel=2)@5'
 */
export function measureOf(definition: MeasureDefinition, parameters: MeasureParameters = {}): Measure {
  requireKnownOptions('measureOf', parameters, {
    cutoff: true,
    rel: true,
    judged_only: true,
    dcg: true,
    gains: true,
    recall: true,
    p: true,
    T: true,
    min_rel: true,
    max_rel: true,
    alpha: true,
    beta: true,
    normalize: true,
    relative: true,
  })
  const example = 'one such as nDCG'
  requireKind('measureOf', definition, { kind: 'an object', name: 'the definition', example })
  requireKind('measureOf', definition.parameters, { kind: 'an object', name: 'its parameters', example })
  const { name, source, ties, needsSubtopics, aggregate, missing } = definition
  const given = givenParameters(definition, parameters)
  const filled = { ...unset, ...definition.parameters, ...given } as Required<MeasureParameters>
  if ('max_rel' in definition.parameters && !(filled.max_rel > filled.min_rel)) {
    throw new ArgumentError(
      `measureOf: max_rel of ${name} is ${filled.max_rel} and min_rel ${filled.min_rel}. Give a higher max_rel.`,
      { measure: name },
    )
  }
  const { expected } = definition
  const seen = (ranking: JudgedRanking) =>
    filled.judged_only ? judgedOnly(ranking, needsSubtopics ? -Number.MAX_VALUE : 0) : ranking
  return {
    name: formOf(definition, given),
    parameters: given,
    source,
    ...(ties === undefined ? {} : { ties: typeof ties === 'function' ? ties(filled) : ties }),
    ...(needsSubtopics === undefined ? {} : { needsSubtopics }),
    ...(aggregate === undefined ? {} : { aggregate }),
    ...(missing === undefined ? {} : { missing }),
    compute(ranking) {
      if (needsSubtopics && ranking.subtopics === undefined)
        throw new DataError(`${name}: the ranking has no subtopics. Give relevance to subtopics.`, { measure: name })
      return definition.compute(seen(ranking), filled)
    },
    ...(expected && {
      expected: (ranking: JudgedRanking) => expected(tiedGroups(seen(ranking)), seen(ranking), filled),
    }),
  }
}

const unset: Required<MeasureParameters> = {
  cutoff: Infinity,
  rel: 1,
  judged_only: false,
  dcg: 'log2',
  gains: {},
  recall: 0,
  p: 0.8,
  T: 1,
  min_rel: 0,
  max_rel: 1,
  alpha: 0.5,
  beta: 1,
  normalize: true,
  relative: false,
}

/** Those that differ from the defaults, in the order of the definition. */
function givenParameters(
  { name, parameters: taken, at = 'cutoff' }: MeasureDefinition,
  parameters: MeasureParameters,
): MeasureParameters {
  const known = new Map(Object.entries(taken))
  for (const [parameter, value] of Object.entries(parameters)) {
    if (!known.has(parameter))
      throw new ArgumentError(
        `measureOf: ${name} takes no ${parameter}, but ${parameter} is ${shown(value)}. Leave it out.`,
        { measure: name, [parameter]: value },
      )
    const [holds, what] = parameterRules[parameter as keyof MeasureParameters]
    if (!holds(value))
      throw new ArgumentError(`measureOf: ${parameter} of ${name} is ${shown(value)}. Give ${what}.`, {
        measure: name,
        [parameter]: value,
      })
  }
  const given = new Map(Object.entries(parameters))
  for (const [parameter, normal] of known) {
    if (normal !== 'required' || given.has(parameter)) continue
    throw new ArgumentError(
      `measureOf: ${name} needs ${parameter === at ? `a ${at}` : parameter}. Write ${exampleOf(name, taken, at)}, ` +
        'for example.',
      { measure: name, parameter },
    )
  }
  return Object.fromEntries(
    [...known]
      .filter(([parameter, normal]) => given.has(parameter) && given.get(parameter) !== normal)
      .map(([parameter]) => [parameter, given.get(parameter)]),
  )
}

function exampleOf(name: string, taken: MeasureDefinition['parameters'], at: 'cutoff' | 'recall'): string {
  const needed = Object.entries(taken)
    .filter(([parameter, normal]) => normal === 'required' && parameter !== at)
    .map(([parameter]) => `${parameter}=1`)
  const ending = taken[at] === 'required' ? `@${at === 'recall' ? 0.5 : 10}` : ''
  return `${name}${needed.length > 0 ? `(${needed})` : ''}${ending}`
}

function formOf({ name, at = 'cutoff' }: MeasureDefinition, given: MeasureParameters): string {
  const within = Object.entries(given)
    .filter(([parameter]) => parameter !== at)
    .map(([parameter, value]) => `${parameter}=${shown(value)}`)
  return name + (within.length > 0 ? `(${within})` : '') + (given[at] === undefined ? '' : `@${given[at]}`)
}

/** As Python writes it. */
function shown(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string') return `'${value}'`
  return typeof value === 'object' && value !== null
    ? `{${Object.entries(value).map(([from, to]) => `${from}:${to}`)}}`
    : String(value)
}

/** trec_eval takes a relevance below 0 for "not judged", ndeval does not. */
function judgedOnly(ranking: JudgedRanking, least: number): JudgedRanking {
  const judged = ranking.ranked.map(relevance => relevance >= least)
  const kept = <T>(values: readonly T[]) => values.filter((_, i) => judged[i])
  return {
    ...ranking,
    ranked: kept(ranking.ranked),
    ...(ranking.scores && { scores: kept(ranking.scores) }),
    ...(ranking.subtopics === undefined
      ? {}
      : { subtopics: { ...ranking.subtopics, ranked: kept(ranking.subtopics.ranked) } }),
  }
}
