import { requireKnownOptions } from '@towerkit/core'
import { productOf } from '../dimension.ts'
import { constantInitializer } from '../initializers.ts'
import { add } from '../ops/add.ts'
import { batchNormalization } from '../ops/batch-normalization.ts'
import { cast } from '../ops/cast.ts'
import { div } from '../ops/div.ts'
import { max } from '../ops/max.ts'
import { min } from '../ops/min.ts'
import { mul } from '../ops/mul.ts'
import { reduceSum } from '../ops/reduce-sum.ts'
import { reshape } from '../ops/reshape.ts'
import { sqrt } from '../ops/sqrt.ts'
import { stopGradient } from '../ops/stop-gradient.ts'
import { sub } from '../ops/sub.ts'
import type { Parameters } from '../parameters.ts'
import type { Value } from '../value.ts'

/** Options of `batchNorm`. */
export interface BatchNormOptions {
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number
  /** Share of the batch in the running statistics. Default 0.1. */
  readonly momentum?: number
  /**
   * Takes the new running statistics, and says that the layer trains: with the statistics of the batch. Without it the
   * layer serves, with the running ones.
   *
   * @param name 'running_mean' or 'running_var', in the scope of the layer.
   */
  readonly setBuffer?: ((name: 'running_mean' | 'running_var', value: Value) => void) | undefined
}

/**
 * Batch normalisation of each channel: (x − mean) / √(variance + ε) · weight + bias. In training over the batch and all
 * positions; the running variance gets the unbiased one, as torch's. An empty batch leaves the running statistics as
 * they are.
 *
 * @param parameters Scope that gets `weight` [channels], first 1, `bias`, first 0, and the buffers `running_mean`,
 *   first 0, and `running_var`, first 1. Name the buffers in `Tower.buffers`.
 * @param x [batch, channels, ...], channels a number.
 * @returns As `x`.
 *
 * @example
 * const y = batchNorm(parameters.at('bn'), x, {
 *   setBuffer: context.setBuffer && ((name, value) => context.setBuffer!(`bn.${name}`, value)),
 * })
 *
 * @see Ioffe and Szegedy, Batch normalization, 2015, algorithms 1 and 2.
 */
export function batchNorm(parameters: Parameters, x: Value, options: BatchNormOptions = {}): Value {
  const {
    epsilon = 1e-5,
    momentum = 0.1,
    setBuffer,
  } = requireKnownOptions('batchNorm', options, { epsilon: true, momentum: true, setBuffer: true })
  const channels = Number(x.shape[1])
  const weight = parameters.get('weight', [channels], constantInitializer(1))
  const bias = parameters.get('bias', [channels], constantInitializer(0))
  const runningMean = parameters.get('running_mean', [channels], constantInitializer(0))
  const runningVariance = parameters.get('running_var', [channels], constantInitializer(1))
  if (setBuffer === undefined)
    return batchNormalization(x, { scale: weight, bias, mean: runningMean, variance: runningVariance }, { epsilon })

  const axes = [...x.shape.keys()].filter(axis => axis !== 1)
  const counted = x.graph.shapeTensor([productOf(axes.map(axis => x.shape[axis]!))])
  const count = cast(counted, x.dtype)
  const atLeastOne = max(count, 1)
  const alongChannels = (vector: Value) => reshape(vector, [channels, ...x.shape.slice(2).map(() => 1)])
  const mean = div(reduceSum(x, axes), atLeastOne)
  const centred = sub(x, alongChannels(mean))
  const squares = reduceSum(mul(centred, centred), axes)
  const deviation = sqrt(add(div(squares, atLeastOne), epsilon))

  const share = mul(min(count, 1), momentum)
  const moved = (running: Value, now: Value) =>
    add(mul(stopGradient(running), sub(1, share)), mul(stopGradient(now), share))
  setBuffer('running_mean', moved(runningMean, mean))
  setBuffer('running_var', moved(runningVariance, div(squares, max(sub(count, 1), 1))))
  return add(mul(centred, alongChannels(div(weight, deviation))), alongChannels(bias))
}
