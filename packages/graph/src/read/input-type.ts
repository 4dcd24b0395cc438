import { UnsupportedError, type Dtype } from '@towerkit/core'
import { TensorProto_DataType as DataType, type ValueInfoProto } from 'onnx-buf'
import type { Dimension, Shape } from '../dimension.ts'
import { dtypeOfOnnx } from '../dtype.ts'

/** Type and shape of an input of a file; an axis whose length is not known gets a symbol. */
export function inputType({ name, type }: ValueInfoProto): { dtype: Dtype; shape: Shape } {
  const tensor = type?.value.case === 'tensorType' ? type.value.value : undefined
  const dtype = tensor && dtypeOfOnnx(tensor.elemType)
  if (!dtype)
    throw new UnsupportedError(
      `read: the input "${name}" has the element type ` +
        `${tensor ? (DataType[tensor.elemType] ?? tensor.elemType) : 'of no tensor'}. Export the model with ` +
        'another.',
      { name },
    )
  if (!tensor.shape)
    throw new UnsupportedError(`read: the input "${name}" has no shape. Export the model with its number of axes.`, {
      name,
    })
  return {
    dtype,
    shape: tensor.shape.dim.map(({ value }, axis): Dimension => {
      if (value.case === 'dimValue' && value.value >= 0n) return Number(value.value)
      const symbol = value.case === 'dimParam' ? value.value.replace(/[^\w.]/g, '_') : ''
      return /^[A-Za-z_]/.test(symbol) ? symbol : `${name.replace(/\W/g, '_')}_${axis}`
    }),
  }
}
