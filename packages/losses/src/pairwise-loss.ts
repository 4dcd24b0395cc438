import { ArgumentError } from '@towerkit/core'
import {
  abs,
  add,
  and,
  cast,
  clip,
  div,
  gatherElements,
  greater,
  less,
  log,
  max,
  mul,
  or,
  pow,
  range,
  reciprocal,
  reduceSum,
  reshape,
  softplus,
  sub,
  topK,
  where,
  type Loss,
  type Value,
} from '@towerkit/graph'
import { ignoredScore, listScores, type ListScoreOptions } from './list-scores.ts'

/** How `lambdaLoss` weighs a pair of documents. */
export type LambdaWeighing = 'none' | 'ndcg1' | 'ndcg2' | 'ndcg2++' | 'lambdaRank'

interface PairwiseOptions extends ListScoreOptions {
  readonly weighing: LambdaWeighing
  readonly k: number | undefined
  readonly sigma: number
  readonly mu?: number
}

const weighings: readonly LambdaWeighing[] = ['none', 'ndcg1', 'ndcg2', 'ndcg2++', 'lambdaRank']

/** Shared parts of `lambdaLoss` and `rankNet`: everything except the name and the source. */
export function pairwiseLoss(
  name: string,
  { weighing, k, sigma, mu = 0, ...options }: PairwiseOptions,
): Omit<Loss, 'name' | 'source'> {
  if (!weighings.includes(weighing))
    throw new ArgumentError(`${name}: a weighing of "${weighing}". Give one of ${weighings.join(', ')}.`, { weighing })
  if (k !== undefined && !(Number.isInteger(k) && k > 0))
    throw new ArgumentError(`${name}: a k of ${k}. Give a whole number above 0.`, { k })
  if (!(sigma > 0)) throw new ArgumentError(`${name}: a sigma of ${sigma}. Give a number above 0.`, { sigma })
  if (!(mu >= 0)) throw new ArgumentError(`${name}: a mu of ${mu}. Give a number from 0.`, { mu })
  const { read, ...described } = listScores(name, options)
  return {
    ...described,
    options: {
      ...described.options,
      weighing,
      ...(k !== undefined && { k }),
      sigma,
      ...(weighing === 'ndcg2++' && { mu }),
    },
    compute(columns) {
      const { scores, labels, counted } = read(columns)
      const [batch, longest] = scores.shape
      const { graph, dtype } = scores
      const rows = (x: Value) => reshape(x, [batch!, longest!, 1])
      const across = (x: Value) => reshape(x, [batch!, 1, longest!])
      const { values, indices } = topK(where(counted, scores, ignoredScore), longest!)
      const sortedLabels = gatherElements(labels, indices, 1)
      const isThere = gatherElements(counted, indices, 1)
      const places = cast(range(graph, longest!), dtype)
      const bothThere = and(rows(isThere), across(isThere))
      const compared =
        weighing === 'ndcg1' ? bothThere : and(bothThere, greater(rows(sortedLabels), across(sortedLabels)))
      const pairs =
        k === undefined ? compared : and(compared, or(less(reshape(places, [longest!, 1]), k), less(places, k)))

      // Differences beyond any that matters are cut, so that an overflow cannot meet a weight of 0.
      const differences = clip(sub(rows(values), across(values)), { min: -1e8, max: 1e8 })
      const costs = mul(softplus(mul(differences, -sigma)), 1 / Math.LN2)
      const weighed =
        weighing === 'none'
          ? costs
          : mul(costs, pairWeights(weighing, { labels, sortedLabels, counted, isThere, places, k, mu, rows, across }))
      return div(reduceSum(where(pairs, weighed, 0)), max(reduceSum(cast(pairs, dtype)), 1))
    },
  }
}

interface Ranked {
  readonly labels: Value
  readonly sortedLabels: Value
  readonly counted: Value
  readonly isThere: Value
  readonly places: Value
  readonly k: number | undefined
  readonly mu: number
  readonly rows: (x: Value) => Value
  readonly across: (x: Value) => Value
}

function pairWeights(
  weighing: LambdaWeighing,
  { labels, sortedLabels, counted, isThere, places, k, mu, rows, across }: Ranked,
): Value {
  const longest = places.shape[0]!
  const column = (x: Value) => reshape(x, [longest, 1])
  const discountAt = (place: Value) => mul(log(add(place, 1)), 1 / Math.LN2)
  const discounts = discountAt(add(places, 1))
  const gainOf = (x: Value, isCounted: Value) => where(isCounted, sub(pow(2, max(x, 0)), 1), 0)
  const best = topK(gainOf(labels, counted), longest).values
  const ideal = reduceSum(div(k === undefined ? best : where(less(places, k), best, 0), discounts), [1], {
    keepDimensions: true,
  })
  const gains = div(gainOf(sortedLabels, isThere), max(ideal, 1e-10))
  if (weighing === 'ndcg1') return rows(div(gains, discounts))

  const gainDifference = abs(sub(rows(gains), across(gains)))
  const inverse = reciprocal(discounts)
  const lambdaRank = () => mul(abs(sub(column(inverse), inverse)), gainDifference)
  const ndcg2 = () => {
    const distance = abs(sub(column(places), places))
    const near = max(distance, 1)
    return mul(
      where(greater(distance, 0), sub(reciprocal(discountAt(near)), reciprocal(discountAt(add(near, 1)))), 0),
      gainDifference,
    )
  }
  switch (weighing) {
    case 'lambdaRank':
      return lambdaRank()
    case 'ndcg2':
      return ndcg2()
    default:
      return add(mul(ndcg2(), mu), lambdaRank())
  }
}
