import {
  abs,
  activate,
  add,
  attend,
  constantInitializer,
  dropout,
  embedding,
  layerNormalization,
  lessOrEqual,
  linear,
  mergeHeads,
  mul,
  paddingMask,
  range,
  reshape,
  rotaryPositions,
  rotate,
  slice,
  split,
  splitHeads,
  sub,
  where,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { DataError } from '@towerkit/core'
import { configFields, unsupported, type ConfigFields } from '../config-fields.ts'
import { dropoutAt } from './dropout-at.ts'
import { requireHeads } from '../require-heads.ts'
import { ropeTheta } from './rope-theta.ts'
import { textInputs, type TextBackbone } from './text-backbone.ts'

/**
 * ModernBERT: rotary positions, gated feed-forward parts, normalisation before each branch, and layers that alternate
 * between attention to all tokens and to near ones.
 *
 * @see Warner et al., Smarter, better, faster, longer, 2024, section 2.
 */
export function modernBertBackbone(config: object): TextBackbone {
  const fields = configFields(config)
  const width = fields.count('hidden_size')
  const vocabulary = fields.count('vocab_size')
  const longest = fields.count('max_position_embeddings', 8192)
  const layers = fields.layers('num_hidden_layers')
  const heads = fields.count('num_attention_heads')
  const inner = fields.count('intermediate_size')
  const activation = fields.activation('hidden_activation', 'gelu')
  const epsilon = fields.positive('norm_eps', 1e-5)
  const normBias = fields.flag('norm_bias', false)
  const attentionBias = fields.flag('attention_bias', false)
  const innerBias = fields.flag('mlp_bias', false)
  const embeddingRate = fields.rate('embedding_dropout', 0)
  const attentionRate = fields.rate('attention_dropout', 0)
  const innerRate = fields.rate('mlp_dropout', 0)
  const reach = Math.floor(fields.count('local_attention', 128) / 2)
  const kinds = layerKinds(fields, config, layers)
  const theta = thetas(fields)
  requireHeads(width, heads)

  const norm = (parameters: Parameters, x: Value) =>
    layerNormalization(x, parameters.get('weight', [width], constantInitializer(1)), {
      epsilon,
      ...(normBias && { bias: parameters.get('bias', [width], constantInitializer(0)) }),
    })
  const dropped = (value: Value, site: ReturnType<typeof dropoutAt>) =>
    site ? dropout(value, site.seed, site.rate) : value

  return {
    type: 'modernbert',
    width,
    vocabulary,
    longest,
    causal: false,
    tokenTypes: false,
    inputs: textInputs,
    table: 'embeddings.tok_embeddings.weight',
    embed: (parameters, inputs, { seed } = {}) => {
      const words = embedding(parameters.at('embeddings', 'tok_embeddings'), inputs['input_ids']!, {
        rows: vocabulary,
        width,
      })
      return dropped(norm(parameters.at('embeddings', 'norm'), words), dropoutAt(seed, 0, embeddingRate))
    },
    blocks: kinds.map((kind, layer) => (parameters, hidden, { mask, positions, seed, rows }) => {
      const kept = (value: Value, axis: number) =>
        positions || typeof rows !== 'number' ? value : slice(value, { axis, end: rows })
      const scope = parameters.at('layers', layer)
      const site = (place: number, rate: number) => dropoutAt(seed, 3 * layer + place, rate)
      const anglesOf = (places: Value) =>
        rotaryPositions(places, { width: width / heads, theta: theta[kind], dtype: hidden.dtype })
      const normalized = layer === 0 ? hidden : norm(scope.at('attn_norm'), hidden)
      const parts = split(
        linear(scope.at('attn', 'Wqkv'), normalized, 3 * width, { bias: attentionBias }),
        [width, width, width],
        -1,
      ).map(part => splitHeads(part, heads))
      const [query, key, value] = parts as [Value, Value, Value]
      const places = positions ?? range(hidden.graph, hidden.shape[1]!)
      // One map makes queries, keys and values, so that the queries of all positions are there.
      const attended = attend(
        {
          query: rotate(kept(query, 2), anglesOf(positions ?? kept(places, 0))),
          key: rotate(key, anglesOf(places)),
          value,
        },
        {
          mask: sum(
            mask && paddingMask(mask, hidden.dtype),
            kind === 'sliding_attention' ? kept(nearMask(hidden, reach), 0) : undefined,
          ),
          dropout: site(1, attentionRate),
        },
      )
      const middle = add(
        kept(hidden, 1),
        dropped(
          linear(scope.at('attn', 'Wo'), mergeHeads(attended), width, { bias: attentionBias }),
          site(2, attentionRate),
        ),
      )
      const [input, gate] = split(
        linear(scope.at('mlp', 'Wi'), norm(scope.at('mlp_norm'), middle), 2 * inner, { bias: innerBias }),
        [inner, inner],
        -1,
      ) as [Value, Value]
      return add(
        middle,
        linear(scope.at('mlp', 'Wo'), dropped(mul(activate(input, activation), gate), site(3, innerRate)), width, {
          bias: innerBias,
        }),
      )
    }),
    norm: (parameters, hidden) => norm(parameters.at('final_norm'), hidden),
  }
}

type Kind = 'full_attention' | 'sliding_attention'

/** Old files say every how many layers one attends to all; new ones list the layers. */
function layerKinds(fields: ConfigFields, config: object, layers: number): readonly Kind[] {
  const listed: unknown = Reflect.get(config, 'layer_types') ?? undefined
  const every = fields.count('global_attn_every_n_layers', 3)
  if (listed === undefined)
    return Array.from({ length: layers }, (_, layer) => (layer % every === 0 ? 'full_attention' : 'sliding_attention'))
  if (!Array.isArray(listed) || listed.length !== layers)
    throw new DataError(
      `backbone: layer_types of config.json does not list ${layers} layers. Give the unchanged config.json of the ` +
        'model.',
      { field: 'layer_types' },
    )
  const unknown = listed.find(kind => kind !== 'full_attention' && kind !== 'sliding_attention')
  if (unknown !== undefined) throw unsupported('layer_types', unknown, ['full_attention', 'sliding_attention'])
  return listed as Kind[]
}

function thetas(fields: ConfigFields): Readonly<Record<Kind, number>> {
  const parameters = fields.record('rope_parameters')
  const scaling = fields.record('rope_scaling')
  const of = (kind: Kind, fallback: number) =>
    ropeTheta((parameters?.[kind] ?? scaling) as Record<string, unknown> | undefined, fallback)
  return {
    full_attention: of('full_attention', fields.positive('global_rope_theta', 160_000)),
    sliding_attention: of('sliding_attention', fields.positive('local_rope_theta', 10_000)),
  }
}

/** [sequence, sequence]: 0 up to `reach` positions away, −10⁴ beyond. */
function nearMask(hidden: Value, reach: number): Value {
  const { graph } = hidden
  const length = hidden.shape[1]!
  const places = range(graph, length)
  const near = lessOrEqual(abs(sub(reshape(places, [length, 1]), places)), reach)
  return where(near, graph.constant(0, hidden.dtype), graph.constant(-1e4, hidden.dtype))
}

function sum(a: Value | undefined, b: Value | undefined): Value | undefined {
  return a && b ? add(a, b) : (a ?? b)
}
