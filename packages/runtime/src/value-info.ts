import { UnsupportedError } from '@towerkit/core'
import { dtypes } from './tensor.ts'
import type { Dtype } from '@towerkit/core'

/** What a graph says of one of its inputs or outputs. */
export interface ValueInfo {
  readonly name: string
  readonly dtype: Dtype
  /** A number is fixed, a string is a symbol that has one value within a run, `''` is unknown. */
  readonly shape: readonly (number | string)[]
}

/** Metadata as ONNX Runtime gives it. */
interface RawMetadata {
  readonly name: string
  readonly isTensor: boolean
  readonly type?: string
  readonly shape?: readonly (number | string)[]
}

/**
 * Reads ONNX Runtime's metadata.
 *
 * @throws {UnsupportedError} for a sequence, a map, or a tensor of a dtype that this package has no arrays for.
 */
export function toValueInfo({ name, isTensor, type, shape = [] }: RawMetadata): ValueInfo {
  const dtype = dtypes.find(known => isTensor && known === type)
  if (dtype !== undefined) return { name, dtype, shape }
  const actual = isTensor ? type : 'not a tensor'
  throw new UnsupportedError(
    `createSession: "${name}" is ${actual}, expected one of ${dtypes.join(', ')}. Cast it inside the graph.`,
    { name, actual },
  )
}
