import {
  activate,
  add,
  attend,
  gather,
  layerNorm,
  linear,
  normalInitializer,
  reshape,
  transpose,
  type Activation,
  type Parameters,
  type Value,
} from '@towerkit/graph'
import { relativePlaces, rolled, shiftMask, toGrid, toWindows } from './windows.ts'

/** Options of `swinBlock`. */
export interface SwinBlockOptions {
  readonly grid: number
  readonly window: number
  readonly shift: number
  readonly heads: number
  readonly inner: number
  readonly activation: Activation
  readonly epsilon: number
}

/**
 * A block of a Swin transformer: attention within windows of a square grid, which `shift` moves, and a feed-forward
 * part.
 *
 * @param x [batch, grid x grid, width]
 */
export function swinBlock(scope: Parameters, x: Value, options: SwinBlockOptions): Value {
  const { grid, window, shift, heads, inner, activation, epsilon } = options
  const [batch, tokens, symbolicWidth] = x.shape
  const width = Number(symbolicWidth)
  const normal = layerNorm(scope.at('layernorm_before'), x, { epsilon })
  const shifted = rolled(reshape(normal, [batch!, grid, grid, width]), -shift)
  const windows = toWindows(shifted, window)
  const count = (grid / window) ** 2
  const size = window ** 2
  const attention = scope.at('attention', 'self')
  // Windows and heads are one axis, which the mask tells apart.
  const project = (name: string) => {
    const mapped = reshape(linear(attention.at(name), windows, width), [batch!, count, size, heads, width / heads])
    return reshape(transpose(mapped, [0, 1, 3, 2, 4]), [batch!, count * heads, size, width / heads])
  }
  const rows = (2 * window - 1) ** 2
  const table = attention.get('relative_position_bias_table', [rows, heads], normalInitializer(0.02))
  const places = x.graph.constant(relativePlaces(window), 'int64')
  const bias = reshape(transpose(gather(table, places)), [1, 1, heads, size, size])
  const zeros = new Array<number>(count * size * size).fill(0)
  const hidden = x.graph.constant(shift > 0 ? shiftMask({ grid, window, shift }) : zeros, x.dtype)
  const mask = reshape(add(bias, reshape(hidden, [1, count, 1, size, size])), [1, count * heads, size, size])
  const attended = attend({ query: project('query'), key: project('key'), value: project('value') }, { mask })
  const apart = transpose(reshape(attended, [batch!, count, heads, size, width / heads]), [0, 1, 3, 2, 4])
  const mapped = linear(scope.at('attention', 'output', 'dense'), reshape(apart, [batch!, count, size, width]), width)
  const back = reshape(rolled(toGrid(mapped, { grid, window }), shift), [batch!, tokens!, width])
  const middle = add(x, back)
  const spread = linear(
    scope.at('intermediate', 'dense'),
    layerNorm(scope.at('layernorm_after'), middle, { epsilon }),
    inner,
  )
  return add(middle, linear(scope.at('output', 'dense'), activate(spread, activation), width))
}
