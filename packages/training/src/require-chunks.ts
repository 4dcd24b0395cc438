import { ArgumentError } from '@towerkit/core'
import type { WeighedTask } from './weighed-task.ts'

/** @throws {ArgumentError} if a tower's outputs depend on the whole batch, or the norms of terms are requested. */
export function requireChunks({ columns }: WeighedTask, termNorms: boolean): void {
  if (termNorms)
    throw new ArgumentError(
      'train: termNorms with chunkSize. The gradients of single terms are not known chunk by chunk; leave out one.',
    )
  for (const { tower, outputs } of columns.encoded) {
    const whole = outputs.find(({ output }) => tower.outputs[output]!.slice(1).includes('batch'))
    const what = whole ? `the output "${whole.output}" is over pairs of the batch` : 'its buffers see the whole batch'
    if (whole || tower.buffers?.length)
      throw new ArgumentError(
        `train: chunkSize with the tower "${tower.name}": ${what}, which no chunk has. Leave out chunkSize.`,
        { tower: tower.name },
      )
  }
}
