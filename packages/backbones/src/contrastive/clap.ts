import {
  activate,
  constantInitializer,
  exp,
  linear,
  reduceMean,
  reshape,
  slice,
  tanh,
  type Activation,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { configFields } from '../config-fields.ts'
import { htsatBackbone } from '../sound/htsat.ts'
import { bertBackbone } from '../text/bert.ts'
import type { ContrastiveBackbone } from './contrastive-backbone.ts'
import { runTower } from './run-tower.ts'
import { towerConfig } from './tower-config.ts'

/** What transformers fills in where a text tower is silent: RoBERTa's base. */
const roberta = {
  vocab_size: 50_265,
  hidden_size: 768,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  intermediate_size: 3072,
  max_position_embeddings: 514,
  type_vocab_size: 1,
}

/**
 * CLAP: the mean of a sound's tokens and the first token of a text through RoBERTa's pooler, each through two maps.
 * `scale` is that of texts as queries; the model has a second one for sounds as queries.
 *
 * @see Wu et al., Large-scale contrastive language-audio pretraining, arXiv 2211.06687, section 3.
 */
export function clapBackbone(config: object): ContrastiveBackbone {
  const fields = configFields(config)
  const textConfig = { ...roberta, ...towerConfig(config, 'text') }
  const audioConfig = towerConfig(config, 'audio')
  const text = bertBackbone(textConfig)
  const sound = htsatBackbone(audioConfig)
  const width = fields.count('projection_dim', 512)
  const firstScale = Math.log(fields.positive('logit_scale_init_value', 1 / 0.07))
  const activations = [textConfig, audioConfig].map(part => {
    configFields(part).require('projection_dim', [width])
    return configFields(part).activation('projection_hidden_act', 'relu')
  }) as [Activation, Activation]
  const project = (scope: Parameters, x: Value, activation: Activation) =>
    linear(scope.at('linear2'), activate(linear(scope.at('linear1'), x, width), activation), width)

  return {
    type: 'clap',
    width,
    text: {
      backbone: text,
      scope: 'text_model',
      embed(parameters, inputs) {
        const scope = parameters.at('text_model')
        const hidden = runTower(text, scope, inputs, { mask: inputs['attention_mask']! })
        const first = reshape(slice(hidden, { axis: 1, end: 1 }), [hidden.shape[0]!, text.width])
        const pooled = tanh(linear(scope.at('pooler', 'dense'), first, text.width))
        return project(parameters.at('text_projection'), pooled, activations[0])
      },
    },
    sound: {
      backbone: sound,
      scope: 'audio_model.audio_encoder',
      embed(parameters, inputs) {
        const hidden = runTower(sound, parameters.at('audio_model', 'audio_encoder'), inputs)
        return project(parameters.at('audio_projection'), reduceMean(hidden, [1]), activations[1])
      },
    },
    scale(parameters, query = 'text') {
      const name = query === 'text' ? 'logit_scale_t' : 'logit_scale_a'
      return exp(parameters.get(name, [], constantInitializer(firstScale)))
    },
  }
}
