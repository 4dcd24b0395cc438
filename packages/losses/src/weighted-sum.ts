import { ArgumentError } from '@towerkit/core'
import { columnsOfLoss, lossValue, type Loss, type LossColumn, type LossTensor } from '@towerkit/graph'

/** One of the losses of a `weightedSum`. */
export interface WeightedLoss {
  readonly loss: Loss
  /** Above 0. Default 1. */
  readonly weight?: number
}

/**
 * Several losses at once: L = Σ wᵢ·Lᵢ. A regulariser such as `globalOrthogonal` or `flops` is added to a loss in this
 * way.
 *
 * Each is a term of its own, logged under its name. It has the columns of all of them; a column that one of them needs
 * is needed. Columns of one name are one column; learnt parameters of one name are one
 * parameter.
 *
 * @throws {ArgumentError} for no losses, a weight that is not above 0, a parameter that starts at two values, or a
 *   column of which two losses say different things.
 *
 * @example
 * const loss = weightedSum([{ loss: infoNce() }, { loss: globalOrthogonal(), weight: 0.1 }])
 */
export function weightedSum(losses: readonly WeightedLoss[]): Loss {
  if (!Array.isArray(losses) || losses.length === 0)
    throw new ArgumentError('weightedSum: there are no losses. Give at least one.')
  const weighted = losses.map(({ loss, weight = 1 }) => ({ loss, weight }))
  const parameters: Record<string, number | LossTensor> = {}
  for (const { loss, weight } of weighted) {
    if (!(weight > 0 && Number.isFinite(weight)))
      throw new ArgumentError(`weightedSum: ${loss.name} has the weight ${weight}. Give a number above 0.`, {
        loss: loss.name,
        weight,
      })
    for (const [name, value] of Object.entries<number | LossTensor>(loss.parameters ?? {})) {
      if ((parameters[name] ?? value) !== value)
        throw new ArgumentError(
          `weightedSum: two losses learn a parameter "${name}" that starts differently. Give both one start.`,
          { name },
        )
      parameters[name] = value
    }
  }
  const names = weighted.map(({ loss }) => loss.name)
  const terms = weighted.map((each, i) => ({
    ...each,
    name: names.indexOf(each.loss.name) === i ? each.loss.name : `${each.loss.name} ${i + 1}`,
  }))
  return {
    name: 'weightedSum',
    columns: columnsOfAll(weighted.map(({ loss }) => loss)),
    options: Object.fromEntries(weighted.map(({ loss, weight }) => [loss.name, { weight, ...loss.options }])),
    source: weighted.map(({ loss }) => loss.source).join(', '),
    ...(Object.keys(parameters).length > 0 && { parameters }),
    compute: values =>
      Object.fromEntries(terms.map(({ name, loss, weight }) => [name, { value: lossValue(loss, values), weight }])),
  }
}

function columnsOfAll(losses: readonly Loss[]): Readonly<Record<string, LossColumn>> {
  const columns: Record<string, LossColumn> = {}
  const meanings = new Map<string, string>()
  for (const loss of losses) {
    for (const { name, isOptional, ...rest } of columnsOfLoss(loss)) {
      const meaning = JSON.stringify([rest.holds, rest.isList, rest.of, rest.output])
      if ((meanings.get(name) ?? meaning) !== meaning)
        throw new ArgumentError(
          `weightedSum: two losses read a column "${name}" in different ways (${meanings.get(name)}, ${meaning}). ` +
            'Rename it in one of them.',
          { name },
        )
      meanings.set(name, meaning)
      if (!isOptional || !(name in columns)) columns[name] = loss.columns[name]!
    }
  }
  return columns
}
