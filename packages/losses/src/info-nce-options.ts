import { ArgumentError, requireKnownOptions } from '@towerkit/core'

/** Options of `infoNce`. */
export interface InfoNceOptions {
  /** The scores are divided by it; above 0. Default 0.05, that is a scale of 20, as sentence-transformers. */
  readonly temperature?: number
  /** How a query and a candidate are scored. Default 'cosine'. */
  readonly similarity?: 'cosine' | 'dot'
  /**
   * Also asks each positive for its query among the queries of the batch, and takes the mean of both. Default false.
   */
  readonly symmetric?: boolean
  /**
   * What else competes with the positive in the denominator of a query's term: 'queries' (qᵢ, qⱼ), 'documents' (pᵢ, dⱼ)
   * over all positives and negatives, 'reverse' (pᵢ, qⱼ). With all three this is GTE's improved contrastive loss. Not
   * with `symmetric`. Default: nothing.
   */
  readonly directions?: readonly ('queries' | 'documents' | 'reverse')[]
  /**
   * α: adds α·s(qᵢ, c), before the temperature and as a constant, to the score of each negative, so that hard ones
   * weigh more. From 0. Default 0.
   */
  readonly hardness?: number
  /**
   * Leaves out negatives that score above the positive less this margin, for they are probably right. Default: none
   * are.
   */
  readonly falseNegativeMargin?: number
  /** Takes `falseNegativeMargin` as a share of the positive's score. Default false. */
  readonly relativeMargin?: boolean
  /** ε: share of the target that is spread evenly over the candidates that count; in [0, 1). Default 0. */
  readonly labelSmoothing?: number
  /** Also trains the logarithm of 1/temperature, as CLIP does; `temperature` is its initial value. Default false. */
  readonly learnableTemperature?: boolean
}

/** CLIP lets the scale grow to 100. */
export const highestLogScale = Math.log(100)

/** @throws {ArgumentError} if an option of `infoNce` does not exist or is out of its range. */
export function requireInfoNceOptions(options: InfoNceOptions): void {
  requireKnownOptions<InfoNceOptions>('infoNce', options, {
    temperature: true,
    similarity: true,
    symmetric: true,
    directions: true,
    hardness: true,
    falseNegativeMargin: true,
    relativeMargin: true,
    labelSmoothing: true,
    learnableTemperature: true,
  })
  const {
    temperature = 0.05,
    learnableTemperature = false,
    symmetric = false,
    directions = [],
    hardness = 0,
    falseNegativeMargin = 0,
    labelSmoothing = 0,
  } = options
  if (!(temperature > 0))
    throw new ArgumentError(`infoNce: a temperature of ${temperature}. Give a number above 0.`, { temperature })
  if (learnableTemperature && -Math.log(temperature) > highestLogScale + 1e-9) {
    throw new ArgumentError(
      `infoNce: a learnable temperature starts at ${temperature}, below its limit 0.01. Start higher.`,
      { temperature, limit: 0.01 },
    )
  }
  const unknown = directions.find(direction => !['queries', 'documents', 'reverse'].includes(direction))
  if (unknown !== undefined)
    throw new ArgumentError(`infoNce: there is no direction "${unknown}". Use queries, documents and reverse.`, {
      direction: unknown,
    })
  if (symmetric && directions.length > 0)
    throw new ArgumentError(
      `infoNce: symmetric, and directions ${directions.join(', ')}. Choose one: symmetric is a term of its own, ` +
        'directions share one denominator.',
      { directions },
    )
  if (!(hardness >= 0))
    throw new ArgumentError(`infoNce: a hardness of ${hardness}. Give a number from 0 up.`, { hardness })
  if (!(falseNegativeMargin >= 0))
    throw new ArgumentError(`infoNce: a falseNegativeMargin of ${falseNegativeMargin}. Give a number from 0 up.`, {
      falseNegativeMargin,
    })
  if (!(labelSmoothing >= 0 && labelSmoothing < 1))
    throw new ArgumentError(`infoNce: a labelSmoothing of ${labelSmoothing}. Give a number from 0 to less than 1.`, {
      labelSmoothing,
    })
}
