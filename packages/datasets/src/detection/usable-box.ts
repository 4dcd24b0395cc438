import { DataError, requireBox, type Box } from '@towerkit/core'

/**
 * Checks a box against its picture. Up to one pixel beyond an edge is rounding.
 *
 * @param path File of the annotations, for the message.
 * @throws {DataError} naming the file, if the box is inverted, not finite, without area or outside.
 */
export function usableBox(
  caller: string,
  box: Box,
  { path, width, height }: { readonly path: string; readonly width: number; readonly height: number },
): Box {
  try {
    requireBox(caller, box)
  } catch (cause) {
    throw new DataError(`${(cause as Error).message} It is in "${path}".`, { path, box, cause })
  }
  if (box[0] < -1 || box[1] < -1 || box[0] + box[2] > width + 1 || box[1] + box[3] > height + 1)
    throw new DataError(
      `${caller}: the box [${box.join(', ')}] in "${path}" reaches out of its picture of ${width} x ${height} ` +
        'pixels. Correct the annotation.',
      { path, box, width, height },
    )
  return box
}
