import { requireKnownOptions, ShapeError, type Tensor } from '@towerkit/core'

/** A convolution and the batch normalisation after it. */
export interface NormalizedConvolution {
  /** [channels, ...] */
  readonly weight: Tensor
  /** [channels]. Default 0. */
  readonly bias?: Tensor
  /** Each [channels]. */
  readonly norm: {
    readonly weight: Tensor
    readonly bias: Tensor
    readonly running_mean: Tensor
    readonly running_var: Tensor
  }
}

/**
 * Weights of a convolution that does what a convolution and a batch normalisation do one after the other when they
 * serve: weight·factor and bias·factor + norm bias − mean·factor, factor = norm weight / √(variance + ε).
 *
 * @throws {ShapeError} if the vectors do not have one entry for each channel.
 *
 * @example
 * const { weight, bias } = foldBatchNorm({ weight: weights['conv.weight']!, norm })
 */
export function foldBatchNorm(
  { weight, bias, norm }: NormalizedConvolution,
  options: { readonly epsilon?: number } = {},
): { readonly weight: Tensor; readonly bias: Tensor } {
  const { epsilon = 1e-5 } = requireKnownOptions('foldBatchNorm', options, { epsilon: true })
  const channels = weight.shape[0]!
  for (const [name, { shape }] of Object.entries({ ...norm, ...(bias && { bias }) })) {
    if (shape.length !== 1 || shape[0] !== channels)
      throw new ShapeError(
        `foldBatchNorm: ${name} is [${shape}] for a weight [${weight.shape}]. Give one entry for each channel.`,
        { name, shape, weight: weight.shape },
      )
  }
  const at = ({ data }: Tensor, channel: number) => Number(data[channel])
  const perChannel = weight.data.length / channels
  const folded = new Float32Array(weight.data.length)
  const shifts = new Float32Array(channels)
  for (let channel = 0; channel < channels; channel++) {
    const factor = at(norm.weight, channel) / Math.sqrt(at(norm.running_var, channel) + epsilon)
    for (let i = channel * perChannel; i < (channel + 1) * perChannel; i++) folded[i] = Number(weight.data[i]) * factor
    const before = bias === undefined ? 0 : at(bias, channel)
    shifts[channel] = (before - at(norm.running_mean, channel)) * factor + at(norm.bias, channel)
  }
  return {
    weight: { dtype: 'float32', shape: weight.shape, data: folded },
    bias: { dtype: 'float32', shape: [channels], data: shifts },
  }
}
