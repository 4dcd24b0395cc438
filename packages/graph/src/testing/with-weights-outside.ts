import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import {
  ModelProtoSchema,
  TensorProto_DataLocation as DataLocation,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
} from 'onnx-buf'

/** A model in two files. */
export interface ModelOutside {
  readonly model: Uint8Array
  readonly data: Uint8Array
}

/**
 * A model whose stored float32 tensors lie in another file, as exporters write large models.
 *
 * @param location Name of that file, as the model gives it.
 */
export function withWeightsOutside(bytes: Uint8Array, location: string): ModelOutside {
  const file = fromBinary(ModelProtoSchema, bytes)
  const parts: Uint8Array[] = []
  let offset = 0
  file.graph!.initializer = file.graph!.initializer.map(tensor => {
    const { rawData, name, dims, dataType } = tensor
    if (dataType !== DataType.FLOAT) return tensor
    const entries = Object.entries({ location, offset: String(offset), length: String(rawData.length) })
    parts.push(rawData)
    offset += rawData.length
    return create(TensorProtoSchema, {
      name,
      dims,
      dataType,
      dataLocation: DataLocation.EXTERNAL,
      externalData: entries.map(([key, value]) => ({ key, value })),
    })
  })
  return { model: toBinary(ModelProtoSchema, file), data: concatenated(parts, offset) }
}

function concatenated(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
