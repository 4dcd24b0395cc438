import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { lossValue, type Loss } from '@towerkit/graph'
import { cosineDistillation } from './cosine-distillation.ts'
import { mseDistillation } from './mse-distillation.ts'

/** Options of `embeddingDistillation`. */
export interface EmbeddingDistillationOptions {
  /** Weight of ‖s − t‖² / d. Default 1. */
  readonly mseWeight?: number
  /** Weight of 1 − cos(s, t). Default 1. */
  readonly cosineWeight?: number
}

/**
 * Teaches a student a teacher's embeddings: L = 1/n Σᵢ [ a·‖sᵢ − tᵢ‖² / d + μ·(1 − cos(sᵢ, tᵢ)) ].
 *
 * Both terms are logged. Columns: `student` and `teacher` [batch, dimensions], as they leave the towers: between unit
 * vectors both terms are the same up to a factor. The teacher's are targets: give them as data.
 *
 * @throws {ArgumentError} if a weight is negative, or both are 0.
 *
 * @example
 * const loss = embeddingDistillation({ cosineWeight: 0.5 })
 *
 * @see ScalingNote, 2024: its abstract names both terms; the form and the weights are choices, see the README.
 */
export function embeddingDistillation(options: EmbeddingDistillationOptions = {}): Loss {
  const { mseWeight = 1, cosineWeight = 1 } = requireKnownOptions<EmbeddingDistillationOptions>(
    'embeddingDistillation',
    options,
    { mseWeight: true, cosineWeight: true },
  )
  if (!(mseWeight >= 0 && cosineWeight >= 0 && mseWeight + cosineWeight > 0)) {
    throw new ArgumentError(
      `embeddingDistillation: weights ${mseWeight} and ${cosineWeight}. Give numbers from 0 up, at least one above.`,
      { mseWeight, cosineWeight },
    )
  }
  const mse = mseDistillation()
  const cosine = cosineDistillation()
  return {
    name: 'embeddingDistillation',
    columns: { student: 'embedding', teacher: 'vector' },
    options: { mseWeight, cosineWeight },
    source: 'https://arxiv.org/abs/2411.15766',
    compute: columns => ({
      squaredError: { value: lossValue(mse, columns), weight: mseWeight },
      cosine: { value: lossValue(cosine, columns), weight: cosineWeight },
    }),
  }
}
