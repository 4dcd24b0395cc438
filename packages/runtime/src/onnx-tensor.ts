import type { Tensor as OnnxTensor } from 'onnxruntime-node'
import type { OnnxRuntime } from './onnx-runtime.ts'
import type { Dtype, Tensor, TensorData } from '@towerkit/core'

/**
 * A tensor as ONNX Runtime's native half reads it. A plain object on purpose: its own class turns float16 bits into a
 * `Float16Array` if there is one (Node 24), which the native half then refuses.
 */
export function toFeed({ dtype, shape, data }: Tensor): OnnxTensor {
  return { type: dtype, dims: shape, location: 'cpu', data } as unknown as OnnxTensor
}

/**
 * A tensor for ONNX Runtime to write into. This must be of its own class, and of a type that leaves 16-bit data as it
 * is.
 */
export function toFetch({ dtype, shape, data }: Tensor, Class: OnnxRuntime['Tensor']): OnnxTensor {
  if (dtype !== 'float16') return new Class(dtype, data as never, shape)
  return Object.assign(new Class('uint16', data as Uint16Array, shape), { type: dtype })
}

/** ONNX Runtime's result as a tensor over the same memory. */
export function fromOnnxTensor({ type, dims, data }: OnnxTensor): Tensor {
  const { buffer, byteOffset, length } = data as Float32Array
  return {
    dtype: type as Dtype,
    shape: dims,
    data: type === 'float16' ? new Uint16Array(buffer, byteOffset, length) : (data as TensorData),
  }
}
