import type { DataError } from '@towerkit/core'
import type { ReadOptions } from '../read-options.ts'

/** Options of the readers of pictures with boxes. */
export interface BoxedPictureOptions extends ReadOptions {
  /**
   * Called with each fault of one box or picture, which is then left out. A COCO file that is not JSON is thrown
   * all the same: none of its pictures can be read. Default: the first fault is thrown.
   */
  readonly onFault?: (fault: DataError) => void
}
