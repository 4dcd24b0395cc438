import { UnsupportedError } from '@towerkit/core'
import { textBackbone } from '@towerkit/backbones'
import {
  createParameters,
  div,
  gatherElements,
  Graph,
  logSoftmax,
  matmul,
  max,
  mean,
  mul,
  neg,
  reduceSum,
  reshape,
  transpose,
  type Loss,
  type Parameters,
  type Tower,
  type Value,
} from '@towerkit/graph'
import type { TextEncoder } from './text-encoder-of.ts'
import { hiddenStates, networkInputs } from './text-network.ts'

/** What `train` needs to train a language model. */
export interface LanguageModelling {
  /** The encoder's backbone with the column `text`. Its output is each text's own loss, [batch, 1]. */
  readonly model: { tower(column: string): Tower<string> | undefined }
  /** The mean of these. */
  readonly loss: Loss
}

/**
 * Trains the backbone of a causal encoder to predict the next token: this pretrains a language model from which towers
 * are made.
 *
 * L = 1/n Σ_texts 1/(T−1) Σ_t −ln softmax(E·h_t)[x_{t+1}], with the word table E as the output layer (tied), the
 * weights of the encoder itself.
 *
 * @throws {UnsupportedError} if the backbone is not causal: its tokens see the ones they would predict.
 *
 * @example
 * await train({
 *   ...languageModelling(encoder),
 *   data: texts.map(text => ({ text })),
 *   optimizer: adamW({ learningRate: 1e-3 }),
 *   steps: 500,
 * })
 *
 * @see Radford et al., Improving language understanding by generative pre-training, 2018, equation 1; Press and Wolf,
 *   2017 (tied table).
 */
export function languageModelling(encoder: TextEncoder): LanguageModelling {
  const { network } = encoder.parts
  const backbone = textBackbone(network.config)
  if (!backbone.causal)
    throw new UnsupportedError(
      `languageModelling: ${backbone.type} is not causal: each token sees the next one. Take a causal ` +
        'architecture, such as qwen3.',
      { type: backbone.type },
    )
  const whole = encoder.tower('text')
  const inputs = networkInputs(network)
  const build = (parameters: Parameters, values: Readonly<Record<string, Value>>) => {
    const hidden = hiddenStates(parameters, backbone, { inputs: values, seed: undefined })
    const [batch, sequence, width] = hidden.shape
    const table = parameters.get(backbone.table, [backbone.vocabulary, width as number], unusedInitializer)
    const logits = matmul(hidden, transpose(table))
    const next = gatherElements(logSoftmax(logits), reshape(values['next_ids']!, [batch!, sequence!, 1]), 2)
    const counted = values['next_mask']!
    const losses = neg(mul(reshape(next, [batch!, sequence!]), counted))
    return div(
      reduceSum(losses, [1], { keepDimensions: true }),
      max(reduceSum(counted, [1], { keepDimensions: true }), 1),
    )
  }
  const names = new Set(parametersOf(build, inputs))
  const tower: Tower<string> = {
    name: whole.name,
    item: whole.item!,
    outputs: { embedding: ['batch', 1] },
    weights: Object.fromEntries(Object.entries(whole.weights).filter(([name]) => names.has(name))),
    inputs: { ...inputs, ...nextInputs },
    collate: texts => withNext(whole.collate(texts)),
    build: (parameters, values) => ({ embedding: build(parameters, values) }),
    updated: () => whole.updated?.(),
  }
  return { model: { tower: column => (column === 'text' ? tower : undefined) }, loss: meanLoss }
}

const nextInputs = {
  next_ids: { dtype: 'int64', shape: ['batch', 'sequence'] },
  next_mask: { dtype: 'float32', shape: ['batch', 'sequence'] },
} as const

const meanLoss: Loss = {
  name: 'languageModelling',
  columns: { text: 'embedding' },
  source: 'Radford et al., 2018, equation 1',
  compute: ({ text }) => mean(text!),
}

/** Adds to each token the one that follows it in its text. */
function withNext(tensors: ReturnType<Tower<string>['collate']>): ReturnType<Tower<string>['collate']> {
  const ids = tensors['input_ids']!
  const { shape, data: mask } = tensors['attention_mask']!
  const sequence = shape[1]!
  const next = new BigInt64Array(ids.data.length)
  const counted = new Float32Array(ids.data.length)
  for (let at = 0; at < next.length; at++) {
    if ((at + 1) % sequence === 0 || !mask[at] || !mask[at + 1]) continue
    next[at] = ids.data[at + 1] as bigint
    counted[at] = 1
  }
  return {
    ...tensors,
    next_ids: { dtype: 'int64', shape, data: next },
    next_mask: { dtype: 'float32', shape, data: counted },
  }
}

/** The table exists already: the backbone requested it before. */
function unusedInitializer(shape: readonly number[]): Float32Array<ArrayBuffer> {
  return new Float32Array(shape.reduce((product, size) => product * size, 1))
}

function parametersOf(
  build: (parameters: Parameters, values: Readonly<Record<string, Value>>) => Value,
  inputs: Tower<string>['inputs'],
): string[] {
  const graph = new Graph()
  const parameters = createParameters(graph)
  build(
    parameters,
    Object.fromEntries(
      Object.entries({ ...inputs, ...nextInputs }).map(([name, { dtype, shape }]) => [
        name,
        graph.input(name, dtype, shape),
      ]),
    ),
  )
  return parameters.list().map(({ name }) => name)
}
