import { DataError } from '@towerkit/core'
import type { TensorProto } from 'onnx-buf'
import type { Graph } from '../graph.ts'
import type { Value } from '../value.ts'
import type { FileAttribute } from './read-attributes.ts'

/** One node of a file, with its inputs as values. An input that was left out is undefined. */
export interface FileNode {
  readonly type: string
  readonly domain: string
  readonly graph: Graph
  readonly opset: number
  readonly inputs: readonly (Value | undefined)[]
  readonly attributes: ReadonlyMap<string, FileAttribute>
  readonly outputCount: number
  readonly constantOf: (tensor: TensorProto) => Value
}

/**
 * What a file's node becomes where Towerkit's op has another form (an older opset, defaults that depend on the shape)
 * or there is no op: the node in the form of the op, or its outputs.
 */
export type ReadRule = (node: FileNode) => FileNode | readonly (Value | undefined)[]

/** The first input. */
export const first = ({ inputs }: FileNode): Value => {
  if (!inputs[0]) throw new DataError('the first input is missing')
  return inputs[0]
}

/** An attribute of several numbers. */
export const ints = (node: FileNode, name: string) => node.attributes.get(name) as readonly number[] | undefined

/** An attribute of one number, or its default. */
export const int = (node: FileNode, name: string, otherwise: number) =>
  (node.attributes.get(name) as number | undefined) ?? otherwise

/** The node without attributes. */
export const without = (node: FileNode, ...names: string[]): FileNode => ({
  ...node,
  attributes: new Map([...node.attributes].filter(([name]) => !names.includes(name))),
})

/** The node with more attributes, or with others. */
export const having = (
  node: FileNode,
  attributes: Readonly<Record<string, number | string | readonly number[]>>,
): FileNode => ({ ...node, attributes: new Map([...node.attributes, ...Object.entries(attributes)]) })
