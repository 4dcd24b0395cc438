import { ModelError, type Vectors } from '@towerkit/core'
import type { PictureTensor } from '@towerkit/media'
import type { SessionPool } from '@towerkit/runtime'
import type { CellValues } from '../serving/picture-cells.ts'

/** Runs a vision file. `regions` of the result are the scores of the texts [cells, texts]. */
export async function scoredCells(
  pool: SessionPool,
  { shape, data }: PictureTensor,
  { texts, signal }: { readonly texts: Vectors; readonly signal: AbortSignal | undefined },
): Promise<CellValues> {
  const outputs = await pool.run(
    {
      image: { dtype: 'float32', shape: [1, ...shape], data },
      txt_feats: { dtype: 'float32', shape: [1, texts.count, texts.dimensions], data: texts.data },
    },
    { wait: true, ...(signal && { signal }) },
  )
  const scores = outputs['scores']!.data as Float32Array
  const boxes = fromCorners(outputs['bboxes']!.data as Float32Array)
  const cells = boxes.length / 4
  if (scores.length !== cells * texts.count)
    throw new ModelError(
      `detect: the file gives ${scores.length} scores for ${cells} boxes and ${texts.count} texts. Give a ` +
        `vision file ` +
        'of WeDetect.',
      { scores: scores.length, cells },
    )
  return { boxes, objectness: new Float32Array(cells), regions: scores, features: new Float32Array() }
}

/** Boxes of two corners as left, top, width and height. */
export function fromCorners(corners: Float32Array): Float32Array {
  return corners.map((value, i) => (i % 4 < 2 ? value : value - corners[i - 2]!))
}
