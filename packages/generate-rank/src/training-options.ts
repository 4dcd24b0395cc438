import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import type { RecommenderConfig } from './recommender-config.ts'

/** What competes with a target. `drawn` items are drawn with equal probabilities. */
export type Negatives = 'batch' | 'all' | { readonly drawn: number; readonly batch?: boolean }

/** How a recommender is trained. Everything here is open in the paper; the defaults were chosen by us. */
export interface RecommenderTrainingOptions {
  /**
   * Where the generator has a target: 'last', only the latest event of a sequence, as the paper; 'every', the event
   * behind each one. Default 'every', or 'last' for models with a query token.
   */
  readonly targets?: 'every' | 'last'
  /**
   * What competes with a target: the other targets of the batch, so many drawn items besides them (or, with `batch`
   * false, instead of them), or all items. Default { drawn: 256 }.
   */
  readonly negatives?: Negatives
  /**
   * Subtracts from each logit the logarithm of how often the item is expected among the candidates, so that popular
   * ones are not pushed away for being candidates often. Default true.
   */
  readonly logQ?: boolean
  /** Leaves items of the same sequence out of the negatives of its targets. Default true. */
  readonly maskKnown?: boolean
  /** Scores are divided by it. Default 1 for 'dot', 0.05 for 'cosine'. */
  readonly temperature?: number
  /** Weights of the three terms. Default { next: 1, auxiliary: 0.1, ranker: 0.1 }; 0 leaves a term out. */
  readonly weights?: { readonly next?: number; readonly auxiliary?: number; readonly ranker?: number }
  /** Places of a sequence at which auxiliary candidates read it. Default 3; 1 with targets 'last'. */
  readonly auxiliaryPlaces?: number
  /** Auxiliary negatives at each place. Default 16. */
  readonly auxiliaryNegatives?: number
  /** Whether auxiliary candidates also see the query token. Default true. */
  readonly candidatesSeeQuery?: boolean
  /** Candidates that the first stage likes best and the ranker learns to tell from the target. Default 32. */
  readonly rankerNegatives?: number
  /** Share of the items of a batch whose rows are hidden, so that features alone learn to describe them. Default 0. */
  readonly rowDropout?: number
  /** Source of what is drawn. Default 0. */
  readonly seed?: number
}

/** Training options with every default filled in. */
export interface FilledTrainingOptions {
  readonly targets: 'every' | 'last'
  readonly negatives: Negatives
  readonly logQ: boolean
  readonly maskKnown: boolean
  readonly temperature: number
  readonly weights: { readonly next: number; readonly auxiliary: number; readonly ranker: number }
  readonly auxiliaryPlaces: number
  readonly auxiliaryNegatives: number
  readonly candidatesSeeQuery: boolean
  readonly rankerNegatives: number
  readonly rowDropout: number
  readonly seed: number
}

/**
 * Fills in the defaults.
 *
 * @throws {ArgumentError} if an option is unknown or out of its range.
 */
export function trainingOptions(
  given: RecommenderTrainingOptions,
  model: Pick<RecommenderConfig, 'queryToken' | 'similarity'>,
): FilledTrainingOptions {
  requireKnownOptions<RecommenderTrainingOptions>('trainingOptions', given, {
    targets: true,
    negatives: true,
    logQ: true,
    maskKnown: true,
    temperature: true,
    weights: true,
    auxiliaryPlaces: true,
    auxiliaryNegatives: true,
    candidatesSeeQuery: true,
    rankerNegatives: true,
    rowDropout: true,
    seed: true,
  })
  const targets = given.targets ?? (model.queryToken ? 'last' : 'every')
  if (targets === 'every' && model.queryToken)
    throw new ArgumentError(
      `trainingOptions: targets 'every' for a model with a query token, which stands behind the last event only. ` +
        `Give 'last', or a model without one.`,
      { targets },
    )
  const filled: FilledTrainingOptions = {
    negatives: { drawn: 256 },
    logQ: true,
    maskKnown: true,
    temperature: model.similarity === 'cosine' ? 0.05 : 1,
    auxiliaryPlaces: targets === 'last' ? 1 : 3,
    auxiliaryNegatives: 16,
    candidatesSeeQuery: true,
    rankerNegatives: 32,
    rowDropout: 0,
    seed: 0,
    ...given,
    targets,
    weights: { next: 1, auxiliary: 0.1, ranker: 0.1, ...given.weights },
  }
  const drawn = typeof filled.negatives === 'object' ? filled.negatives.drawn : 0
  if (drawnOnly(filled.negatives) && !(drawn > 0 && filled.maskKnown))
    throw new ArgumentError(
      `trainingOptions: negatives ${JSON.stringify(filled.negatives)} with maskKnown ${filled.maskKnown}. Give at ` +
        'least 1 drawn item, and maskKnown true, so that a target that is drawn does not compete with itself.',
      { negatives: filled.negatives, maskKnown: filled.maskKnown },
    )
  const { auxiliaryPlaces, auxiliaryNegatives, rankerNegatives } = filled
  for (const [name, value] of Object.entries({ drawn, auxiliaryPlaces, auxiliaryNegatives, rankerNegatives })) {
    if (!Number.isInteger(value) || value < (name === 'drawn' ? 0 : 1))
      throw new ArgumentError(`trainingOptions: ${name} is ${value}. Give a whole number above 0.`, { name, value })
  }
  if (!(filled.temperature > 0))
    throw new ArgumentError(`trainingOptions: a temperature of ${filled.temperature}. Give a number above 0.`, {
      temperature: filled.temperature,
    })
  if (!(filled.rowDropout >= 0 && filled.rowDropout < 1))
    throw new ArgumentError(`trainingOptions: rowDropout is ${filled.rowDropout}. Give a share from 0 up to 1.`, {
      rowDropout: filled.rowDropout,
    })
  if (!Object.values(filled.weights).every(weight => weight >= 0) || !(filled.weights.next > 0))
    throw new ArgumentError(
      `trainingOptions: weights ${JSON.stringify(filled.weights)}. Give numbers from 0 up, and next above 0.`,
      { weights: filled.weights },
    )
  return filled
}

/** Whether the other targets of a batch do not compete. */
export function drawnOnly(negatives: Negatives): boolean {
  return typeof negatives === 'object' && negatives.batch === false
}
