/** The last layers of one level of a detector, by the names of their weights in its file, without `.weight`. */
export interface DetectorLevelLayers {
  /** Pixels of the frame between two cells. */
  readonly stride: number
  /** Convolution 1 x 1 to the log odds of the classes; what it reads is the class tower's map. */
  readonly classes: string
  /** Convolution 1 x 1 to the four numbers of a box; what it reads is the box tower's map. */
  readonly boxes: string
  /** Convolution 1 x 1 to the log odds that the cell holds any object. */
  readonly objectness: string
}

/** Which layers of a file are the last ones of each level. */
export type DetectorLayers = readonly DetectorLevelLayers[]

/**
 * The layers of YOLOX, nano to x, as its own exporter names them.
 *
 * @see https://github.com/Megvii-BaseDetection/YOLOX, `YOLOXHead`
 */
export const yoloxLayers: DetectorLayers = [8, 16, 32].map((stride, level) => ({
  stride,
  classes: `head.cls_preds.${level}`,
  boxes: `head.reg_preds.${level}`,
  objectness: `head.obj_preds.${level}`,
}))
