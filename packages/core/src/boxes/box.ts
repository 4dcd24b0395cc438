/**
 * A rectangle in pixels: left edge, top edge, width, height, from the top left corner of the picture.
 *
 * Width and height instead of the other corner, as COCO writes boxes: its measures then have the same bits.
 */
export type Box = readonly [left: number, top: number, width: number, height: number]
