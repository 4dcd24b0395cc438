import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import {
  add,
  columnsOfLoss,
  concat,
  embeddingAfter,
  exp,
  logSoftmax,
  lossValue,
  mean,
  mul,
  reduceSum,
  stopGradient,
  sub,
  type Loss,
} from '@towerkit/graph'
import { requireLoss } from './matryoshka.ts'

/** Options of `adaptiveLayers`. */
export interface AdaptiveLayersOptions {
  /** Numbers of layers after which the tower is to be usable too. */
  readonly depths: readonly number[]
  /** Weight of the mean loss of the depths relative to that of the whole tower. Default 1. */
  readonly weight?: number
  /** Weight of the divergence from the whole tower's embeddings. Default 1; 0 for none. */
  readonly divergenceWeight?: number
  /** Temperature of the divergence; above 0. Default 0.3. */
  readonly divergenceTemperature?: number
}

/**
 * Trains a tower whose first layers are a tower by themselves:
 *
 *   L = loss(whole) + w/|D| Σ_{d ∈ D} loss(d) + a·τ Σ_{d ∈ D} KL( softmax(whole / τ) ‖ softmax(d / τ) )
 *
 * with the divergence between embeddings, a mean over rows, and the whole is its fixed target. Needs a tower that gives
 * its embeddings after fewer layers too (the outputs named by `embeddingAfter`); columns of other towers stay whole.
 *
 * @param loss Any loss; keeps its columns.
 * @throws {ArgumentError} if depths are not whole numbers from 1, or a weight or temperature makes no sense.
 *
 * @example
 * const loss = adaptiveLayers(infoNce(), { depths: [2, 4] })
 *
 * @see Li et al., 2D Matryoshka sentence embeddings, arXiv 2402.14776, section 2; sentence-transformers'
 *   AdaptiveLayerLoss, which draws the depths at random in each step where this one takes all that are given.
 */
export function adaptiveLayers(loss: Loss, options: AdaptiveLayersOptions): Loss {
  const {
    depths,
    weight = 1,
    divergenceWeight = 1,
    divergenceTemperature = 0.3,
  } = requireKnownOptions<AdaptiveLayersOptions>('adaptiveLayers', options, {
    depths: true,
    weight: true,
    divergenceWeight: true,
    divergenceTemperature: true,
  })
  requireLoss('adaptiveLayers', loss)
  if (depths.length === 0 || depths.some(depth => !Number.isInteger(depth) || depth < 1))
    throw new ArgumentError(`adaptiveLayers: depths [${depths}]. Give whole numbers from 1.`, { depths })
  if (!(weight > 0 && divergenceWeight >= 0 && divergenceTemperature > 0)) {
    throw new ArgumentError(
      `adaptiveLayers: weight ${weight}, divergenceWeight ${divergenceWeight}, divergenceTemperature ` +
        `${divergenceTemperature}. Give numbers above 0; divergenceWeight may be 0.`,
      { weight, divergenceWeight, divergenceTemperature },
    )
  }
  // Each embedding of the loss, and where the one after fewer layers arrives.
  const cuts = columnsOfLoss(loss)
    .filter(({ holds, output }) => holds === 'embedding' && output === 'embedding')
    .flatMap(column => depths.map(depth => ({ column, depth, name: `${column.name}, ${embeddingAfter(depth)}` })))
  return {
    ...loss,
    name: 'adaptiveLayers',
    columns: {
      ...loss.columns,
      ...Object.fromEntries(
        cuts.map(({ name, depth, column: { isList, of, side } }) => [
          name,
          {
            holds: isList ? (['embedding'] as const) : 'embedding',
            of,
            output: embeddingAfter(depth),
            optional: true,
            ...(side && { side }),
          },
        ]),
      ),
    },
    options: { depths, weight, divergenceWeight, divergenceTemperature, loss: loss.name, ...loss.options },
    source: `https://arxiv.org/abs/2402.14776, ${loss.source}`,
    compute(columns) {
      const cutAt = (depth: number) => cuts.filter(cut => cut.depth === depth && columns[cut.name] !== undefined)
      const missing = depths.find(depth => cutAt(depth).length === 0)
      if (missing !== undefined)
        throw new ArgumentError(
          `adaptiveLayers: no tower gives its ${embeddingAfter(missing)}. Give depths below the number of layers of ` +
            'the towers.',
          { depth: missing },
        )
      const divergence = (depth: number) => {
        const rows = (names: readonly string[]) =>
          mul(
            concat(
              names.map(name => columns[name]!),
              0,
            ),
            1 / divergenceTemperature,
          )
        const whole = logSoftmax(stopGradient(rows(cutAt(depth).map(({ column }) => column.name))))
        const part = logSoftmax(rows(cutAt(depth).map(({ name }) => name)))
        return mul(mean(reduceSum(mul(exp(whole), sub(whole, part)), [1])), divergenceTemperature * divergenceWeight)
      }
      const terms = depths.flatMap(depth => {
        const own = Object.fromEntries(cutAt(depth).map(({ column, name }) => [column.name, columns[name]!]))
        return [
          mul(lossValue(loss, { ...columns, ...own }), weight / depths.length),
          ...(divergenceWeight > 0 ? [divergence(depth)] : []),
        ]
      })
      return terms.reduce((sum, term) => add(sum, term), lossValue(loss, columns))
    },
  }
}
