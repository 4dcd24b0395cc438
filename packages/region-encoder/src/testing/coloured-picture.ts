import { requireKnownOptions, type Box } from '@towerkit/core'
import type { Picture } from '@towerkit/media'

const colours = { red: [255, 0, 0], green: [0, 255, 0], blue: [0, 0, 255] } as const

/** A grey picture with coloured rectangles. */
export function colouredPicture(
  rectangles: readonly (readonly [colour: keyof typeof colours, box: Box])[],
  options: { readonly width?: number; readonly height?: number } = {},
): Picture {
  const { width = 64, height = 64 } = requireKnownOptions('colouredPicture', options, { width: true, height: true })
  const data = new Uint8Array(3 * width * height).fill(114)
  for (const [colour, [left, top, wide, high]] of rectangles)
    for (let y = top; y < top + high; y++)
      for (let x = left; x < left + wide; x++) data.set(colours[colour], 3 * (y * width + x))
  return { width, height, data }
}
