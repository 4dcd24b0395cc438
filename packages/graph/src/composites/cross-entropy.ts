import { ShapeError } from '@towerkit/core'
import { sameShape } from '../dimension.ts'
import { gatherElements } from '../ops/gather-elements.ts'
import { logSoftmax } from '../ops/log-softmax.ts'
import { neg } from '../ops/neg.ts'
import { reduceMean } from '../ops/reduce-mean.ts'
import { reshape } from '../ops/reshape.ts'
import type { Value } from '../value.ts'

/**
 * Mean cross-entropy of the softmax of `logits` against whole-number labels: −1/n Σᵢ ln softmax(logitsᵢ)[labelsᵢ].
 *
 * @param logits [n, classes]
 * @param labels int64 [n], each from 0 up to classes − 1.
 * @returns A scalar.
 * @throws {ShapeError} if the labels are not one for each row.
 *
 * @example
 * const loss = crossEntropy(linear(parameters.at('classifier'), pooled, 3), labels)
 */
export function crossEntropy(logits: Value, labels: Value): Value {
  if (logits.shape.length !== 2 || !sameShape(labels.shape, logits.shape.slice(0, 1))) {
    throw new ShapeError(
      `crossEntropy: labels [${labels.shape}] for logits [${logits.shape}]. Give logits [n, classes] and labels [n].`,
      { logits: logits.shape, labels: labels.shape },
    )
  }
  return neg(reduceMean(gatherElements(logSoftmax(logits), reshape(labels, [logits.shape[0]!, 1]), 1)))
}
