import { readFile, stat } from 'node:fs/promises'
import { ArgumentError, DataError } from '@towerkit/core'
import { read, type Parameters, type ReadModel, type Value } from '@towerkit/graph'

/** An ONNX model with one input, and the output that is used. */
export interface ModelFile {
  readonly model: ReadModel
  /** Name of its input. */
  readonly input: string
  /** Appends the model to the graph of `parameters`. @returns the output. */
  tokensOf(parameters: Parameters, input: Value): Value
}

/**
 * Reads an ONNX model as a trunk.
 *
 * @param source Its path or bytes.
 * @param kind What it is a model of, for messages.
 * @param output Name of the output. Default: the first.
 * @throws {DataError | UnsupportedError} if it cannot be read; {ArgumentError} if it has several inputs, or no such
 *   output.
 */
export async function modelFile(source: string | Uint8Array, kind: string, output?: string): Promise<ModelFile> {
  const model = read(typeof source === 'string' ? await bytesOf(source) : source)
  const outputs = [...model.graph.outputs.keys()]
  const wanted = output ?? outputs[0]!
  if (!outputs.includes(wanted))
    throw new ArgumentError(
      `omniEncoder: the model of ${kind} has no output "${wanted}". It has ${outputs.join(', ')}.`,
      { output: wanted, outputs },
    )
  const names = Object.keys(model.inputs)
  const [input] = names
  if (input === undefined || names.length > 1)
    throw new ArgumentError(
      `omniEncoder: the model of ${kind} reads ${names.join(', ') || 'nothing'}. Give one with a single input.`,
      { inputs: names },
    )
  return { model, input, tokensOf: (parameters, value) => model.build(parameters, { [input]: value })[wanted]! }
}

/** Whether it is an .onnx file or its bytes, and no folder. */
export async function isModelFile(source: string | Uint8Array): Promise<boolean> {
  if (source instanceof Uint8Array) return true
  const found = await stat(source).catch(() => undefined)
  return source.endsWith('.onnx') && !found?.isDirectory()
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new DataError(`omniEncoder: "${path}" cannot be read: ${(cause as Error).message}. Check the path.`, {
      path,
      cause,
    })
  }
}
