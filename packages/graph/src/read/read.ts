import { fromBinary } from '@bufbuild/protobuf'
import {
  DataError,
  requireKnownOptions,
  TowerkitError,
  UnsupportedError,
  type Dtype,
  type Tensor,
} from '@towerkit/core'
import { ModelProtoSchema } from 'onnx-buf'
import type { Shape } from '../dimension.ts'
import * as fused from '../fused/index.ts'
import { Graph } from '../graph.ts'
import { constantInitializer } from '../initializers.ts'
import type { AnyOp } from '../op.ts'
import * as standard from '../ops/index.ts'
import type { Parameters } from '../parameters.ts'
import type { Value } from '../value.ts'
import { inputType } from './input-type.ts'
import { assemble } from './assemble.ts'
import { storedTensors } from './stored-tensors.ts'
import type { ExternalData } from './tensor-data.ts'

/** Options of `read`. */
export interface ReadOptions {
  /** Ops in addition to Towerkit's own, or overriding them. Default: none. */
  readonly ops?: Readonly<Record<string, AnyOp>>
  /** Files that the model keeps weights in. Default: none. */
  readonly externalData?: ExternalData
}

/** A model that was read from a file. */
export interface ReadModel {
  readonly graph: Graph
  /** Elements of the float initialisers, which are inputs of the graph: its parameters. */
  readonly weights: Readonly<Record<string, Tensor>>
  /** What the model reads, without its parameters. */
  readonly inputs: Readonly<Record<string, { readonly dtype: Dtype; readonly shape: Shape }>>
  /**
   * Appends the model to the graph of `parameters`, with its parameters in that scope.
   *
   * @returns Its outputs by name.
   */
  build(parameters: Parameters, inputs: Readonly<Record<string, Value>>): Readonly<Record<string, Value>>
}

/**
 * Reads an ONNX model of opset 11 to 24. Its float initialisers with at least one axis become parameters (inputs of the
 * graph, float32), all others constants.
 *
 * @param bytes The file.
 * @throws {DataError} if the file is malformed.
 * @throws {UnsupportedError} if it uses something that is not supported; the message names the node.
 *
 * @example
 * const { graph, weights } = read(await readFile('model.onnx'))
 * const bytes = writeOnnx(graph, { weights })
 */
export function read(bytes: Uint8Array, options: ReadOptions = {}): ReadModel {
  const { ops = {}, externalData } = requireKnownOptions<ReadOptions>('read', options, {
    ops: true,
    externalData: true,
  })
  return typed(() => {
    const model = fromBinary(ModelProtoSchema, bytes)
    if (!model.graph) throw new DataError('read: there is no graph in the file. Give the bytes of an .onnx model.')
    const opset = Number(model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 0)
    if (opset < 11 || opset > 24)
      throw new UnsupportedError(`read: opset ${opset}. Export the model with an opset from 11 to 24.`, { opset })
    if (model.graph.sparseInitializer.length > 0)
      throw new UnsupportedError('read: sparse initialisers are not supported. Export the model with dense ones.')
    const file = { model, opset, ops: opTable(ops), ...storedTensors(model.graph, externalData) }
    const graph = new Graph()
    const names = new Set(model.graph.initializer.map(({ name }) => name))
    const inputs = Object.fromEntries(
      model.graph.input.filter(({ name }) => !names.has(name)).map(input => [input.name, inputType(input)]),
    )
    const values = Object.fromEntries(
      Object.entries(inputs).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
    )
    const parameters = Object.fromEntries(
      Object.entries(file.weights).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
    )
    for (const [name, value] of Object.entries(assemble(file, graph, { ...values, ...parameters })))
      graph.output(name, value)
    return {
      graph,
      weights: file.weights,
      inputs,
      build(scope, given) {
        const missing = Object.keys(inputs).find(name => !Object.hasOwn(given, name))
        if (missing !== undefined)
          throw new DataError(
            `build: the input "${missing}" is missing. The model reads ${Object.keys(inputs).join(', ')}.`,
            { input: missing },
          )
        const weightValues = Object.fromEntries(
          Object.entries(file.weights).map(([name, { shape }]) => [
            name,
            scope.get(name, shape, constantInitializer(0)),
          ]),
        )
        return typed(() => assemble(file, scope.graph, { ...given, ...weightValues }))
      },
    }
  })
}

function opTable(extra: Readonly<Record<string, AnyOp>>): ReadonlyMap<string, AnyOp> {
  const standardOps = Object.values({ ...standard, ...fused }).filter(
    (each): each is AnyOp => typeof each === 'object' && 'infer' in each,
  )
  return new Map([...standardOps, ...Object.values(extra)].map(op => [`${op.domain ?? ''}:${op.type}`, op]))
}

/** The decoder of protocol buffers has errors of its own. */
function typed<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof TowerkitError) throw cause
    throw new DataError(
      `read: the file is malformed (${cause instanceof Error ? cause.message : String(cause)}). Get it again.`,
      { cause },
    )
  }
}
