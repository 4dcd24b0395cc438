import { concat, reshape, slice, transpose, type Value } from '@towerkit/graph'

/** Sides of a square grid of tokens and of its windows, in tokens. */
interface Windows {
  readonly grid: number
  readonly window: number
}

/** [batch, grid, grid, width] cut into square windows: [batch, windows, tokens of a window, width]. */
export function toWindows(x: Value, window: number): Value {
  const [batch, grid, , width] = x.shape
  const count = Number(grid) / window
  const cut = transpose(reshape(x, [batch!, count, window, count, window, width!]), [0, 1, 3, 2, 4, 5])
  return reshape(cut, [batch!, count ** 2, window ** 2, width!])
}

/** The reverse of `toWindows`. */
export function toGrid(x: Value, { grid, window }: Windows): Value {
  const [batch, , , width] = x.shape
  const count = grid / window
  const cut = transpose(reshape(x, [batch!, count, count, window, window, width!]), [0, 1, 3, 2, 4, 5])
  return reshape(cut, [batch!, grid, grid, width!])
}

/** Moves rows and columns by so many places, around the edges. */
export function rolled(x: Value, places: number): Value {
  if (places === 0) return x
  return [1, 2].reduce(
    (moved, axis) => concat([slice(moved, { axis, start: -places }), slice(moved, { axis, end: -places })], axis),
    x,
  )
}

/** For each pair of tokens of a window, the row of the table of biases: their distance in rows and columns. */
export function relativePlaces(window: number): number[] {
  const size = window ** 2
  return Array.from({ length: size * size }, (_, pair) => {
    const query = Math.floor(pair / size)
    const key = pair % size
    const rows = Math.floor(query / window) - Math.floor(key / window) + window - 1
    const columns = (query % window) - (key % window) + window - 1
    return rows * (2 * window - 1) + columns
  })
}

/**
 * What keeps tokens apart that only moving around the edges has put into one window: [windows, tokens, tokens], 0 or
 * -100.
 */
export function shiftMask({ grid, window, shift }: Windows & { readonly shift: number }): number[] {
  const part = (place: number) => Number(place >= grid - window) + Number(place >= grid - shift)
  const count = grid / window
  const size = window ** 2
  return Array.from({ length: count ** 2 }, (_, at) => {
    const parts = Array.from({ length: size }, (__, token) => {
      const row = Math.floor(at / count) * window + Math.floor(token / window)
      const column = (at % count) * window + (token % window)
      return 3 * part(row) + part(column)
    })
    return parts.flatMap(query => parts.map(key => (query === key ? 0 : -100)))
  }).flat()
}
