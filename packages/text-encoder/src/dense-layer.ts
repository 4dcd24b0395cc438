import {
  activate,
  add,
  createParameters,
  Graph,
  linear,
  sigmoid,
  type Activation,
  type Parameters,
  type Value,
} from '@towerkit/graph'

/** A linear map after the pooling, with an activation. */
export interface DenseLayer {
  /** Length of what it gives. */
  readonly dimensions: number
  readonly bias: boolean
  readonly activation: DenseActivation
  /** Adds its input, mapped where lengths differ, to its result. Default false. */
  readonly residual?: boolean
}

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
 * f(W·x + b), and x added to it where the layer is residual.
 *
 * @param parameters Scope that gets `linear` and, where lengths differ, `residual`.
 * @param x [batch, width]
 * @returns [batch, dimensions]
 */
export function denseLayer(
  parameters: Parameters,
  x: Value,
  { dimensions, bias, activation, residual = false }: DenseLayer,
): Value {
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
export function denseParameters(layer: DenseLayer, width: number): Parameters {
  const graph = new Graph()
  const parameters = createParameters(graph)
  denseLayer(parameters, graph.input('x', 'float32', ['batch', width]), layer)
  return parameters
}
