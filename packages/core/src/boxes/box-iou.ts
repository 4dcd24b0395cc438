import type { Box } from './box.ts'

/**
 * Intersection over union of two boxes: |a ∩ b| / |a ∪ b|, 0 if they share no area.
 *
 * @param crowd Divide by the area of `a` only, as COCO does for detections `a` in a crowd `b`. Default false.
 * @returns a number from 0 to 1.
 *
 * @example
 * boxIou([0, 0, 10, 10], [5, 0, 10, 10]) // 1 / 3
 *
 * @see `bbIou` of pycocotools, https://github.com/ppwwyyxx/cocoapi
 */
export function boxIou(a: Box, b: Box, crowd = false): number {
  const width = Math.min(a[2] + a[0], b[2] + b[0]) - Math.max(a[0], b[0])
  if (width <= 0) return 0
  const height = Math.min(a[3] + a[1], b[3] + b[1]) - Math.max(a[1], b[1])
  if (height <= 0) return 0
  const intersection = width * height
  const area = a[2] * a[3]
  return intersection / (crowd ? area : area + b[2] * b[3] - intersection)
}
