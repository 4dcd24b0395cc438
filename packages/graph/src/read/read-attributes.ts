import { DataError, UnsupportedError } from '@towerkit/core'
import {
  AttributeProto_AttributeType as AttributeType,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
} from 'onnx-buf'

/** What an attribute of a file may hold. */
export type FileAttribute = number | string | readonly number[] | readonly string[] | TensorProto | GraphProto

/** Attributes of a node of a file by name; those of the enclosing function replace references. */
export function readAttributes(
  node: NodeProto,
  outer: ReadonlyMap<string, AttributeProto> = new Map(),
): ReadonlyMap<string, FileAttribute> {
  const attributes = new Map<string, FileAttribute>()
  for (const attribute of resolveAttributes(node, outer)) {
    if (attributes.has(attribute.name))
      throw new DataError(`the attribute "${attribute.name}" is given twice`, { attribute: attribute.name })
    attributes.set(attribute.name, valueOf(attribute))
  }
  return attributes
}

/**
 * The node's attributes with references to attributes of a function replaced; a reference to one that was left out is
 * left out.
 */
export function resolveAttributes(node: NodeProto, outer: ReadonlyMap<string, AttributeProto>): AttributeProto[] {
  return node.attribute.flatMap(attribute => {
    if (attribute.refAttrName === '') return [attribute]
    const given = outer.get(attribute.refAttrName)
    return given ? [{ ...given, name: attribute.name }] : []
  })
}

function valueOf(attribute: AttributeProto): FileAttribute {
  const text = new TextDecoder()
  switch (attribute.type) {
    case AttributeType.INT:
      return Number(attribute.i)
    case AttributeType.FLOAT:
      return attribute.f
    case AttributeType.STRING:
      return text.decode(attribute.s)
    case AttributeType.INTS:
      return attribute.ints.map(Number)
    case AttributeType.FLOATS:
      return attribute.floats
    case AttributeType.STRINGS:
      return attribute.strings.map(each => text.decode(each))
    case AttributeType.TENSOR:
      if (attribute.t) return attribute.t
      break
    case AttributeType.GRAPH:
      if (attribute.g) return attribute.g
  }
  throw new UnsupportedError(
    `the attribute "${attribute.name}" is of the kind ${AttributeType[attribute.type] ?? attribute.type}`,
    { attribute: attribute.name },
  )
}
