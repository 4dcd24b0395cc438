import { create } from '@bufbuild/protobuf'
import {
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  NodeProtoSchema,
  type AttributeProto,
  type NodeProto,
} from 'onnx-buf'
import type { AttributeKind, Node } from './op.ts'
import type { Value } from './value.ts'

/**
 * A node as ONNX has it.
 *
 * @param renamed Names of values that are called otherwise in the model.
 * @param used Names of values that something reads; optional outputs that nothing reads are left out.
 */
export function writeNode(
  { op, inputs, outputs, attributes }: Node,
  renamed: ReadonlyMap<string, string>,
  used: ReadonlySet<string>,
): NodeProto {
  const nameOf = (value: Value | undefined) => (value === undefined ? '' : (renamed.get(value.name) ?? value.name))
  const keys: readonly string[] = op.inputs === 'variadic' ? Object.keys(inputs) : op.inputs
  const input = keys.map(key => nameOf(inputs[key]))
  while (input.at(-1) === '') input.pop()
  const output = Object.entries(outputs).map(([key, value]) =>
    op.optionalOutputs?.includes(key) && !used.has(value.name) ? '' : nameOf(value),
  )
  while (output.at(-1) === '') output.pop()
  return create(NodeProtoSchema, {
    name: Object.values(outputs)[0]!.name,
    opType: op.type,
    domain: op.domain ?? '',
    input,
    output,
    attribute: Object.entries(attributes).flatMap(([name, value]) =>
      value === undefined ? [] : [attribute(name, op.attributes[name]!, value)],
    ),
  })
}

function attribute(name: string, kind: AttributeKind, value: number | string | readonly number[]): AttributeProto {
  switch (kind) {
    case 'int':
      return create(AttributeProtoSchema, { name, type: AttributeType.INT, i: BigInt(value as number) })
    case 'float':
      return create(AttributeProtoSchema, { name, type: AttributeType.FLOAT, f: value as number })
    case 'string':
      return create(AttributeProtoSchema, {
        name,
        type: AttributeType.STRING,
        s: new TextEncoder().encode(value as string),
      })
    case 'ints':
      return create(AttributeProtoSchema, {
        name,
        type: AttributeType.INTS,
        ints: (value as readonly number[]).map(BigInt),
      })
    case 'floats':
      return create(AttributeProtoSchema, {
        name,
        type: AttributeType.FLOATS,
        floats: [...(value as readonly number[])],
      })
  }
}
