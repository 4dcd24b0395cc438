import { TensorProto_DataType as DataType } from 'onnx-buf'
import type { Dtype } from '@towerkit/core'

/** ONNX's number of each element type. */
export const onnxDataType: Readonly<Record<Dtype, DataType>> = {
  float32: DataType.FLOAT,
  float64: DataType.DOUBLE,
  float16: DataType.FLOAT16,
  int64: DataType.INT64,
  int32: DataType.INT32,
  int8: DataType.INT8,
  uint8: DataType.UINT8,
  bool: DataType.BOOL,
}

/** True for the types that have gradients. */
export function isFloat(dtype: Dtype): boolean {
  return dtype === 'float32' || dtype === 'float64' || dtype === 'float16'
}

/** The element type with ONNX's number `code`; undefined if Towerkit does not know it. */
export function dtypeOfOnnx(code: number): Dtype | undefined {
  return (Object.keys(onnxDataType) as Dtype[]).find(dtype => onnxDataType[dtype] === code)
}
