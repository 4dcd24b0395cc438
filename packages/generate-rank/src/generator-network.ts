import { requireKnownOptions } from '@towerkit/core'
import {
  add,
  attend,
  causalMask,
  deriveSeed,
  dropout as drop,
  feedForward,
  linear,
  mergeHeads,
  paddingMask,
  rmsNorm,
  splitHeads,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { attendToHistory } from './attend-to-history.ts'

/** Sizes of the generator. */
export interface GeneratorOptions {
  readonly blocks: number
  readonly heads: number
  /** Width between the two maps of the feed-forward part. */
  readonly inner: number
  /** Share of the elements that each branch drops in training, from 0 up to 1. */
  readonly dropout: number
}

/** Tokens of the generator. */
export interface GeneratorTokens {
  /** [batch, length, width]: events in the order of their times, padding in front. */
  readonly history: Value
  /** int64 [batch, length], 0 for padding. */
  readonly mask: Value
  /** Candidates that read the history, in training only. */
  readonly candidates?:
    | {
        /** [batch, candidates, width] */
        readonly tokens: Value
        /** int64 [batch, candidates]: the last position of the history that each one sees. */
        readonly seesUpTo: Value
      }
    | undefined
  /** int64 scalar; the source of dropout. Missing when the model serves. */
  readonly seed?: Value | undefined
}

/** What the generator makes of its tokens. */
export interface GeneratorStates {
  /** [batch, length, width] */
  readonly history: Value
  /** [batch, candidates, width]; missing without candidates. */
  readonly candidates?: Value
}

/**
 * The generator: a causal transformer over a history (normalisation before each branch, as Llama), in whose own layers
 * candidates read the history by decomposed attention. The history never sees a candidate: its states are the same with
 * and without them, to the bit, and the serving graph simply lacks them.
 *
 * @param parameters Scope that gets `block.<i>.{attention_norm,q_proj,k_proj,v_proj,o_proj,mlp_norm,mlp}` and `norm`.
 * @throws {ArgumentError} if the width does not divide into the heads.
 *
 * @see GRank, arXiv 2510.15299, section on the target-aware generator; Zhang and Sennrich, 2019, for the normalisation.
 */
export function generatorNetwork(
  parameters: Parameters,
  { history, mask, candidates, seed }: GeneratorTokens,
  options: GeneratorOptions,
): GeneratorStates {
  const { blocks, heads, inner, dropout } = requireKnownOptions('generatorNetwork', options, {
    blocks: true,
    heads: true,
    inner: true,
    dropout: true,
  })
  const { graph } = history
  const [, length, width] = history.shape as [unknown, Value['shape'][number], number]
  const seen = add(causalMask(graph, length, history.dtype), paddingMask(mask, history.dtype))
  let states = history
  let tokens = candidates?.tokens
  for (let i = 0; i < blocks; i++) {
    const scope = parameters.at('block', i)
    const map = (name: string, x: Value) => linear(scope.at(name), x, width, { bias: false })
    const branch = (x: Value, output: Value, place: number) =>
      add(x, seed && dropout > 0 ? drop(output, deriveSeed(seed, 4 * i + place), dropout) : output)
    const feed = (x: Value, place: number) =>
      branch(x, feedForward(scope.at('mlp'), rmsNorm(scope.at('mlp_norm'), x), { inner }), place)
    const headsOf = (x: Value) => {
      const normal = rmsNorm(scope.at('attention_norm'), x)
      return {
        query: splitHeads(map('q_proj', normal), heads),
        key: splitHeads(map('k_proj', normal), heads),
        value: splitHeads(map('v_proj', normal), heads),
      }
    }
    const own = headsOf(states)
    if (tokens && candidates) {
      const attended = attendToHistory(headsOf(tokens), own, { mask, seesUpTo: candidates.seesUpTo })
      tokens = feed(branch(tokens, map('o_proj', mergeHeads(attended)), 2), 3)
    }
    states = feed(branch(states, map('o_proj', mergeHeads(attend(own, { mask: seen }))), 0), 1)
  }
  const last = (x: Value) => rmsNorm(parameters.at('norm'), x)
  return { history: last(states), ...(tokens && { candidates: last(tokens) }) }
}
