import { ShapeError } from '@towerkit/core'
import { cast, crossEntropy, sameShape, type Loss } from '@towerkit/graph'
import { requireColumns } from './require-columns.ts'

/**
 * Cross-entropy of classes: L = −1/n Σᵢ ln softmax(logitsᵢ)[labelᵢ].
 *
 * Columns: `logits` [batch, classes], the output of a tower; `label` [batch], whole numbers from 0 up to classes − 1.
 *
 * @example
 * const loss = classCrossEntropy()
 *
 * @see torch's CrossEntropyLoss, sentence-transformers' CrossEntropyLoss.
 */
export function classCrossEntropy(): Loss {
  return {
    name: 'classCrossEntropy',
    columns: { logits: 'embedding', label: 'number' },
    source: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html',
    compute(columns) {
      const { logits, label } = requireColumns('classCrossEntropy', columns, ['logits', 'label'])
      if (logits.shape.length !== 2 || !sameShape(label.shape, logits.shape.slice(0, 1))) {
        throw new ShapeError(
          `classCrossEntropy: "label" is [${label.shape}], "logits" [${logits.shape}]. Give [batch] and [batch, ` +
            'classes].',
          { column: 'label', shape: label.shape },
        )
      }
      return crossEntropy(logits, label.dtype === 'int64' ? label : cast(label, 'int64'))
    },
  }
}
