import { DataError, type Tensor } from '@towerkit/core'
import type { GraphProto } from 'onnx-buf'
import { isFloat } from '../dtype.ts'
import { tensorData, type ExternalData } from './tensor-data.ts'

/** The initialisers of a file. */
export interface StoredTensors {
  readonly weights: Readonly<Record<string, Tensor>>
  readonly constants: ReadonlyMap<string, Tensor>
  /** Parameters that the file has in half precision. */
  readonly halves: ReadonlySet<string>
}

/** Float initialisers with at least one axis are parameters, all others constants. */
export function storedTensors(
  { initializer, node }: GraphProto,
  externalData: ExternalData | undefined,
): StoredTensors {
  const weights: Record<string, Tensor> = {}
  const constants = new Map<string, Tensor>()
  const halves = new Set<string>()
  // The regions and scales of Resize decide its shape.
  const settings = new Set(node.filter(({ opType }) => opType === 'Resize').flatMap(({ input }) => input.slice(1)))
  for (const stored of initializer) {
    const { name } = stored
    if (Object.hasOwn(weights, name) || constants.has(name))
      throw new DataError(`read: two initialisers are called "${name}".`, { name })
    const tensor = tensorData(stored, externalData)
    if (!isFloat(tensor.dtype) || tensor.shape.length === 0 || settings.has(name)) constants.set(name, tensor)
    else if (tensor.dtype !== 'float16') weights[name] = tensor
    else {
      weights[name] = {
        dtype: 'float32',
        shape: tensor.shape,
        data: Float32Array.from(tensor.data as Uint16Array, fromHalf),
      }
      halves.add(name)
    }
  }
  return { weights, constants, halves }
}

function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction ? NaN : sign * Infinity
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}
