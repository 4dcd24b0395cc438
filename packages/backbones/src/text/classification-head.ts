import {
  activate,
  constantInitializer,
  layerNormalization,
  linear,
  relu,
  tanh,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { configFields } from '../config-fields.ts'
import { textBackbone } from './text-architectures.ts'

/** What transformers puts behind a backbone to judge a whole text: its `...ForSequenceClassification`. */
export interface ClassificationHead {
  /** Which states it reads: that of the first token, the mean of all tokens, or that of the last token. */
  readonly pooling: 'first' | 'mean' | 'last'
  /**
   * Appends the layers behind the pooling, with the parameter names of transformers.
   *
   * @param pooled [batch, width]
   * @param outputs Number of classes; 1 for a score.
   * @returns [batch, outputs], logits.
   */
  build(parameters: Parameters, pooled: Value, outputs: number): Value
}

/**
 * The head that transformers has for an architecture.
 *
 *   BERT: W₂·tanh(W₁·x + b₁) + b₂; RoBERTa's kind and MPNet the same under other names; DistilBERT with relu;
 *   ModernBERT: W₂·norm(f(W₁·x)) + b₂; Qwen: W·x
 *
 * @param config The contents of config.json.
 * @throws {UnsupportedError | DataError} as `textBackbone`.
 *
 * @example
 * const { pooling, build } = classificationHead(config)
 *
 * @see The `modeling_*.py` of transformers 5.
 */
export function classificationHead(config: object): ClassificationHead {
  const { type, width } = textBackbone(config)
  const twoMaps =
    (first: readonly string[], last: readonly string[], activation: (value: Value) => Value) =>
    (parameters: Parameters, pooled: Value, outputs: number) =>
      linear(parameters.at(...last), activation(linear(parameters.at(...first), pooled, width)), outputs)
  switch (type) {
    case 'bert':
      return { pooling: 'first', build: twoMaps(['pooler', 'dense'], ['classifier'], tanh) }
    case 'distilbert':
      return { pooling: 'first', build: twoMaps(['pre_classifier'], ['classifier'], relu) }
    case 'modernbert':
      return modernBertHead(config, width)
    case 'qwen2':
    case 'qwen3':
      return {
        pooling: 'last',
        build: (parameters, pooled, outputs) => linear(parameters.at('score'), pooled, outputs, { bias: false }),
      }
    default:
      return { pooling: 'first', build: twoMaps(['classifier', 'dense'], ['classifier', 'out_proj'], tanh) }
  }
}

function modernBertHead(config: object, width: number): ClassificationHead {
  const fields = configFields(config)
  fields.require('classifier_pooling', ['cls', 'mean'])
  const activation = fields.activation('classifier_activation', 'gelu')
  const bias = fields.flag('classifier_bias', false)
  const epsilon = fields.positive('norm_eps', 1e-5)
  const normBias = fields.flag('norm_bias', false)
  return {
    pooling: Reflect.get(config, 'classifier_pooling') === 'mean' ? 'mean' : 'first',
    build(parameters, pooled, outputs) {
      const mapped = activate(linear(parameters.at('head', 'dense'), pooled, width, { bias }), activation)
      const norm = parameters.at('head', 'norm')
      const normalized = layerNormalization(mapped, norm.get('weight', [width], constantInitializer(1)), {
        epsilon,
        ...(normBias && { bias: norm.get('bias', [width], constantInitializer(0)) }),
      })
      return linear(parameters.at('classifier'), normalized, outputs)
    },
  }
}
