import { requireKnownOptions } from '@towerkit/core'
import {
  backboneParameters,
  loadTextModel,
  modelFolder,
  modelTokenizer,
  textBackbone,
  type LoadedTextModel,
  type TextBackbone,
  type Tokenizer,
} from '@towerkit/backbones'
import { createParameters, Graph, initialize, type Parameters, type Value, type Tensor } from '@towerkit/graph'
import { graphInputs } from './graph-inputs.ts'
import type { Trunk } from './trunk.ts'

/** A text backbone without a folder. */
export interface NewTextModel {
  /** Contents of a config.json of any supported architecture. */
  readonly config: object
  /** Contents of a tokenizer.json. */
  readonly tokenizer: object
  /** By the parameter names of the backbone. Default: random ones. */
  readonly weights?: Readonly<Record<string, Tensor>>
}

/** A text backbone as it was read. */
export interface TextModel {
  readonly config: object
  readonly tokenizer: object
  readonly weights: Readonly<Record<string, Tensor>>
  readonly settings?: LoadedTextModel['settings']
  /** Longest text in tokens. */
  readonly longest: number
}

/** A trunk of texts: the embedding and the first blocks of a text backbone; the others may be the fusion. */
export interface TextTrunk extends Trunk {
  readonly model: TextModel
  readonly backbone: TextBackbone
  readonly tokenizer: Tokenizer
  /**
   * Parameters of the blocks that are the fusion, by name; empty if there are none. Those that all blocks of a backbone
   * share, such as MPNet's position bias, are here and in the trunk.
   */
  readonly fusionWeights: Readonly<Record<string, Tensor>>
  /** The blocks of the fusion and the last normalisation. */
  fuse(parameters: Parameters, hidden: Value, context: { readonly mask: Value; readonly seed?: Value }): Value
}

/** Reads a text backbone. @throws {DataError | UnsupportedError} as `loadTextModel`. */
export async function textModel(source: string | NewTextModel, seed: number): Promise<TextModel> {
  if (typeof source === 'string') {
    const { config, tokenizer, weights, settings, maxLength } = await loadTextModel(await modelFolder(source))
    return { config, tokenizer, weights, settings, longest: maxLength }
  }
  const { config, tokenizer, weights } = requireKnownOptions<NewTextModel>('omniEncoder: text', source, {
    config: true,
    tokenizer: true,
    weights: true,
  })
  const backbone = textBackbone(config)
  return {
    config,
    tokenizer,
    weights: { ...initialize(backboneParameters(backbone), { seed }), ...weights },
    longest: backbone.longest,
  }
}

/**
 * The trunk of a text backbone.
 *
 * @param textBlocks How many blocks, the last ones, are the fusion. These see the tokens after them too, whatever the
 *   architecture.
 */
export function textTrunk(model: TextModel, textBlocks: number): TextTrunk {
  const config = textBlocks > 0 ? { ...model.config, is_causal: false } : model.config
  const backbone = textBackbone(config)
  const first = backbone.blocks.length - textBlocks
  const units = ['units', 'unit tokens'] as const
  const inputs: Trunk['inputs'] = {
    input_ids: { dtype: 'int64', shape: units },
    attention_mask: { dtype: 'int64', shape: units },
    // Training replaces ids by rows of a part of the word table, from which positions cannot be found.
    ...(backbone.positionPadding !== undefined && { position_ids: { dtype: 'int64' as const, shape: units } }),
  }
  const build: Trunk['build'] = (parameters, values) => {
    const context = { mask: values['attention_mask']! }
    const hidden = backbone.blocks
      .slice(0, first)
      .reduce((state, block) => block(parameters, state, context), backbone.embed(parameters, values, context))
    return textBlocks === 0 ? backbone.norm(parameters, hidden) : hidden
  }
  const fuse: TextTrunk['fuse'] = (parameters, hidden, context) =>
    backbone.norm(
      parameters,
      backbone.blocks.slice(first).reduce((state, block) => block(parameters, state, context), hidden),
    )
  const weightsOf = (append: (parameters: Parameters, graph: Graph) => void) => {
    const graph = new Graph()
    const parameters = createParameters(graph)
    append(parameters, graph)
    return Object.fromEntries(parameters.list().map(({ name }) => [name, model.weights[name]!]))
  }
  return {
    model,
    backbone,
    tokenizer: modelTokenizer({ ...model, ...(model.settings && { settings: model.settings }) }),
    width: backbone.width,
    batchSize: 64,
    inputs,
    weights: weightsOf((parameters, graph) => build(parameters, graphInputs(graph, inputs))),
    fusionWeights:
      textBlocks === 0
        ? {}
        : weightsOf((parameters, graph) =>
            fuse(parameters, graph.input('hidden', 'float32', ['batch', 'sequence', backbone.width]), {
              mask: graph.input('mask', 'int64', ['batch', 'sequence']),
            }),
          ),
    build,
    fuse,
  }
}
