import { ArgumentError } from '@towerkit/core'
import type { PicturePreset } from './picture-preset.ts'

/**
 * YOLOX: bytes of blue, green and red as they are, at the top left of a grey frame, resized as OpenCV does it.
 *
 * @param size Width and height of the frame: 416 for nano and tiny, 640 for the others.
 * @see https://github.com/Megvii-BaseDetection/YOLOX, `preproc`
 */
export function yoloxPreset(size: number): PicturePreset {
  return {
    letterbox: {
      ...square('yoloxPreset', size),
      ...{ place: 'top-left', colour: [114, 114, 114], rounding: 'down', antialias: false },
    },
    normalization: { scale: 1, order: 'bgr' },
  }
}

/**
 * WeDetect: red, green and blue from 0 to 1, in the middle of a grey frame.
 *
 * @param size Width and height of the frame: 640 for tiny and base, 1,280 for large. Default 640.
 * @see Fu et al., WeDetect: fast open-vocabulary object detection as retrieval, 2025.
 */
export function weDetectPreset(size = 640): PicturePreset {
  return { letterbox: { ...square('weDetectPreset', size), colour: [114, 114, 114] }, normalization: {} }
}

function square(caller: string, size: number) {
  if (!Number.isInteger(size) || size < 1)
    throw new ArgumentError(`${caller}: size is ${size}. Give a whole number of at least 1.`, { size })
  return { width: size, height: size }
}
