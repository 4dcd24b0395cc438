import {
  activate,
  add,
  attend,
  attentionMask,
  constantInitializer,
  layerNorm,
  linear,
  mergeHeads,
  mul,
  splitHeads,
  type Activation,
  type Parameters,
  type Value,
} from '@towerkit/graph'

/** Where the parts of a block are, below its scope. */
export interface PreNormNames {
  readonly attentionNorm: string
  readonly query: string
  readonly key: string
  readonly value: string
  readonly output: string
  readonly feedForwardNorm: string
  readonly first: string
  readonly second: string
  /** Factors of each channel of the two branches, if there are any. */
  readonly attentionScale?: string
  readonly feedForwardScale?: string
}

/** Names of CLIP and SigLIP. */
export const clipNames: PreNormNames = {
  attentionNorm: 'layer_norm1',
  query: 'self_attn.q_proj',
  key: 'self_attn.k_proj',
  value: 'self_attn.v_proj',
  output: 'self_attn.out_proj',
  feedForwardNorm: 'layer_norm2',
  first: 'mlp.fc1',
  second: 'mlp.fc2',
}

/** Names of ViT and AST. */
export const vitNames: PreNormNames = {
  attentionNorm: 'layernorm_before',
  query: 'attention.attention.query',
  key: 'attention.attention.key',
  value: 'attention.attention.value',
  output: 'attention.output.dense',
  feedForwardNorm: 'layernorm_after',
  first: 'intermediate.dense',
  second: 'output.dense',
}

/** Options of `preNormBlock`. */
export interface PreNormBlockOptions {
  readonly names: PreNormNames
  readonly heads: number
  /** Width between the two maps of the feed-forward part. */
  readonly inner: number
  readonly activation: Activation
  /** Added to the variance in the normalisations. */
  readonly epsilon: number
  /** int64 [batch, sequence], 0 for padding; or floats to add to the attention scores. Default: all count. */
  readonly mask?: Value | undefined
  /** Each position sees itself and earlier ones only. Default false. */
  readonly causal?: boolean
  /** Adds a bias to the keys. Default true; Whisper has none. */
  readonly keyBias?: boolean
}

/**
 * A transformer block that normalises before each branch: x ← x + attention(norm(x)), x ← x + feedForward(norm(x)).
 *
 * @param x [batch, sequence, width]
 *
 * @see Dosovitskiy et al., An image is worth 16x16 words, arXiv 2010.11929, equations 2 and 3.
 */
export function preNormBlock(scope: Parameters, x: Value, options: PreNormBlockOptions): Value {
  const { names, heads, inner, activation, epsilon, mask, causal = false, keyBias = true } = options
  const width = Number(x.shape[2])
  const normal = layerNorm(scope.at(names.attentionNorm), x, { epsilon })
  const project = (name: string, bias = true) => splitHeads(linear(scope.at(name), normal, width, { bias }), heads)
  const attended = attend(
    { query: project(names.query), key: project(names.key, keyBias), value: project(names.value) },
    { mask: attentionMask(x, { mask, causal }) },
  )
  const middle = addBranch(x, linear(scope.at(names.output), mergeHeads(attended), width), names.attentionScale)
  const hidden = linear(scope.at(names.first), layerNorm(scope.at(names.feedForwardNorm), middle, { epsilon }), inner)
  return addBranch(middle, linear(scope.at(names.second), activate(hidden, activation), width), names.feedForwardScale)

  function addBranch(residual: Value, branch: Value, scale: string | undefined): Value {
    return add(residual, scale === undefined ? branch : mul(branch, scope.get(scale, [width], constantInitializer(1))))
  }
}
