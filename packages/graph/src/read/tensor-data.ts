import { DataError, UnsupportedError, type Dtype, type Tensor, type TensorData } from '@towerkit/core'
import { TensorProto_DataLocation as DataLocation, TensorProto_DataType as DataType, type TensorProto } from 'onnx-buf'
import { dtypeOfOnnx } from '../dtype.ts'

/** Bytes of the files that a model keeps its weights in, by the name that the model gives them. */
export type ExternalData = Readonly<Record<string, Uint8Array>> | ((name: string) => Uint8Array | undefined)

const widths: Readonly<Record<Dtype, number>> = {
  float32: 4,
  float64: 8,
  float16: 2,
  int64: 8,
  int32: 4,
  int8: 1,
  uint8: 1,
  bool: 1,
}

/**
 * The elements of a stored tensor. bfloat16 becomes float32, exactly.
 *
 * @throws {DataError} if there are more or fewer bytes than the shape says, or the external file is missing or unsafe.
 * @throws {UnsupportedError} if the element type is not supported.
 */
export function tensorData(tensor: TensorProto, externalData?: ExternalData): Tensor {
  const shape = tensor.dims.map(Number)
  const size = shape.reduce((product, length) => product * length, 1)
  if (shape.some(length => length < 0) || !Number.isSafeInteger(size))
    throw new DataError(`read: tensor "${tensor.name}" has the impossible shape [${shape}].`, {
      name: tensor.name,
      shape,
    })
  const brain = tensor.dataType === DataType.BFLOAT16
  const dtype = brain ? 'float32' : dtypeOfOnnx(tensor.dataType)
  if (!dtype)
    throw new UnsupportedError(
      `read: tensor "${tensor.name}" has the element type ${DataType[tensor.dataType] ?? tensor.dataType}. Export ` +
        `the model with one of ${Object.keys(widths).join(', ')}.`,
      { name: tensor.name, type: tensor.dataType },
    )
  const external = tensor.dataLocation === DataLocation.EXTERNAL
  const typed = external || tensor.rawData.length > 0 ? undefined : typedField(tensor, dtype)
  if (typed) {
    requireSize(tensor, typed.length, size)
    return { dtype, shape, data: brain ? widened(Uint16Array.from(typed as number[])) : fromField(typed, dtype) }
  }
  const bytes = external ? externalBytes(tensor, externalData) : tensor.rawData
  requireSize(tensor, bytes.length, size * (brain ? 2 : widths[dtype]))
  // A copy: rows of the file need not lie at multiples of the element's width.
  const { buffer } = new Uint8Array(bytes)
  return { dtype, shape, data: brain ? widened(new Uint16Array(buffer)) : view(buffer, dtype) }
}

function requireSize({ name, dims }: TensorProto, found: number, needed: number): void {
  if (found !== needed)
    throw new DataError(
      `read: tensor "${name}" [${dims}] needs ${needed} bytes or elements and has ${found}. The file is damaged ` +
        'or cut off.',
      { name, needed, found },
    )
}

function typedField(tensor: TensorProto, dtype: Dtype): readonly (number | bigint)[] {
  if (dtype === 'float64') return tensor.doubleData
  if (dtype === 'int64') return tensor.int64Data
  return dtype === 'float32' && tensor.dataType !== DataType.BFLOAT16 ? tensor.floatData : tensor.int32Data
}

function fromField(elements: readonly (number | bigint)[], dtype: Dtype): TensorData {
  if (dtype === 'int64') return BigInt64Array.from(elements as bigint[])
  const data = view(new ArrayBuffer(elements.length * widths[dtype]), dtype) as Float32Array
  data.set(elements as number[])
  return data
}

function view(buffer: ArrayBuffer, dtype: Dtype): TensorData {
  switch (dtype) {
    case 'float32':
      return new Float32Array(buffer)
    case 'float64':
      return new Float64Array(buffer)
    case 'float16':
      return new Uint16Array(buffer)
    case 'int64':
      return new BigInt64Array(buffer)
    case 'int32':
      return new Int32Array(buffer)
    case 'int8':
      return new Int8Array(buffer)
    case 'uint8':
    case 'bool':
      return new Uint8Array(buffer)
  }
}

/** bfloat16 is the upper half of float32. */
function widened(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, half => half << 16).buffer)
}

function externalBytes({ name, externalData: entries }: TensorProto, files: ExternalData | undefined): Uint8Array {
  const entry = Object.fromEntries(entries.map(({ key, value }) => [key, value]))
  const location = entry.location ?? ''
  if (location === '' || /^[/\\]|^[A-Za-z]:|\0/.test(location) || location.split(/[/\\]/).includes('..')) {
    throw new DataError(
      `read: tensor "${name}" lies in "${location}", which is not a file beside the model. Do not load this model.`,
      { name, location },
    )
  }
  const bytes =
    typeof files === 'function'
      ? files(location)
      : files && Object.hasOwn(files, location)
        ? files[location]
        : undefined
  if (!bytes)
    throw new DataError(`read: tensor "${name}" lies in the file "${location}". Pass its bytes in externalData.`, {
      name,
      location,
    })
  const offset = Number(entry.offset ?? 0)
  const length = entry.length === undefined ? bytes.length - offset : Number(entry.length)
  if (
    !Number.isSafeInteger(offset) ||
    !Number.isSafeInteger(length) ||
    offset < 0 ||
    length < 0 ||
    offset + length > bytes.length
  ) {
    throw new DataError(
      `read: tensor "${name}" lies at bytes ${entry.offset ?? 0} to ${offset + length} of "${location}", which ` +
        `has ${bytes.length}. The file is damaged or cut off.`,
      { name, location, offset, length },
    )
  }
  return bytes.subarray(offset, offset + length)
}
