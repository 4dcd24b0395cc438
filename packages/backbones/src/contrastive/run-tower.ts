import type { Parameters, Value } from '@towerkit/graph'
import type { Backbone, BlockContext } from '../backbone.ts'

/** All of a backbone, from its inputs to its normalised hidden states. */
export function runTower(
  backbone: Backbone,
  parameters: Parameters,
  inputs: Readonly<Record<string, Value>>,
  context: BlockContext = {},
): Value {
  return backbone.norm(
    parameters,
    backbone.blocks.reduce((hidden, block) => block(parameters, hidden, context), backbone.embed(parameters, inputs)),
  )
}
