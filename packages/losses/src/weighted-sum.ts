import { ArgumentError } from '@towerkit/core'
import { add, mul, type Loss, type LossTensor } from '@towerkit/graph'

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
 * It has the columns of all of them. Columns of one name are one column; learnt parameters of one name are one
 * parameter.
 *
 * @throws {ArgumentError} for no losses, a weight that is not above 0, or a parameter that starts at two values.
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
  const all = (of: (loss: Loss) => readonly string[] | undefined) => [
    ...new Set(weighted.flatMap(({ loss }) => of(loss) ?? [])),
  ]
  const columns = all(loss => loss.columns)
  return {
    name: 'weightedSum',
    columns,
    optionalColumns: all(loss => loss.optionalColumns).filter(name => !columns.includes(name)),
    listColumns: all(loss => loss.listColumns),
    options: Object.fromEntries(weighted.map(({ loss, weight }) => [loss.name, { weight, ...loss.options }])),
    source: weighted.map(({ loss }) => loss.source).join(', '),
    ...(Object.keys(parameters).length > 0 && { parameters }),
    compute: values =>
      weighted.map(({ loss, weight }) => mul(loss.compute(values), weight)).reduce((sum, term) => add(sum, term)),
  }
}
