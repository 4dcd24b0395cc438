import {
  activate,
  add,
  createParameters,
  Graph,
  l2Normalize,
  layerNorm,
  linear,
  sigmoid,
  type Activation,
  type Parameters,
  type Value,
} from '@towerkit/graph'

/** A linear map after the pooling, with an activation. */
export interface DenseLayer {
  /** Length of its output. */
  readonly dimensions: number
  readonly bias: boolean
  readonly activation: DenseActivation
  /** Adds its input, mapped where lengths differ, to its result. Default false. */
  readonly residual?: boolean
}

/** A normalisation after the pooling: to unit length, or to mean 0 and variance 1 with a weight and a bias. */
export interface NormLayer {
  readonly norm: 'unit' | 'layer'
  /** Length of what it gets and gives. */
  readonly dimensions: number
}

/** What may follow the pooling. */
export type HeadLayer = DenseLayer | NormLayer

/** Activation of a dense layer, in torch's names. */
export type DenseActivation = 'Identity' | 'Tanh' | 'ReLU' | 'GELU' | 'SiLU' | 'Sigmoid'

const activations: Readonly<Record<Exclude<DenseActivation, 'Identity'>, Activation>> = {
  Tanh: 'tanh',
  ReLU: 'relu',
  GELU: 'gelu',
  SiLU: 'silu',
  Sigmoid: sigmoid,
}

/** Every activation that a dense layer can have. */
export const denseActivations: readonly string[] = ['Identity', ...Object.keys(activations)]

/**
 * f(W·x + b), plus x if the layer is residual; or a normalisation.
 *
 * @param parameters Scope that gets `linear` and, where lengths differ, `residual`; of a normalisation `norm`.
 * @param x [batch, width]
 * @returns [batch, dimensions]
 */
export function denseLayer(parameters: Parameters, x: Value, layer: HeadLayer): Value {
  // torch's LayerNorm has this number.
  if ('norm' in layer)
    return layer.norm === 'unit' ? l2Normalize(x) : layerNorm(parameters.at('norm'), x, { epsilon: 1e-5 })
  const { dimensions, bias, activation, residual = false } = layer
  const width = x.shape[1] as number
  const mapped = linear(parameters.at('linear'), x, dimensions, { bias, deviation: width ** -0.5 })
  const active = activation === 'Identity' ? mapped : activate(mapped, activations[activation])
  if (!residual) return active
  return add(
    active,
    width === dimensions
      ? x
      : linear(parameters.at('residual'), x, dimensions, { bias: false, deviation: width ** -0.5 }),
  )
}

/** The parameters of a layer for vectors of length `width`, in a graph of their own. */
export function denseParameters(layer: HeadLayer, width: number): Parameters {
  const graph = new Graph()
  const parameters = createParameters(graph)
  denseLayer(parameters, graph.input('x', 'float32', ['batch', width]), layer)
  return parameters
}
