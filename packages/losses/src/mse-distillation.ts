import { mean, mul, sub, type Loss } from '@towerkit/graph'
import { requireEmbeddings } from './require-columns.ts'

/**
 * Teaches a teacher's embeddings themselves: L = 1/n Σᵢ ‖sᵢ − tᵢ‖² / d, for vectors of d dimensions.
 *
 * Columns: `student` and `teacher` [batch, dimensions]. The teacher's are targets: give them as data.
 *
 * @example
 * const loss = mseDistillation()
 *
 * @see ScalingNote, 2024, section 3, names the term; sentence-transformers' MSELoss is the same.
 */
export function mseDistillation(): Loss {
  return {
    name: 'mseDistillation',
    columns: { student: 'embedding', teacher: 'vector' },
    source: 'https://arxiv.org/abs/2411.15766',
    compute(columns) {
      const { student, teacher } = requireEmbeddings('mseDistillation', columns, ['student', 'teacher'])
      const difference = sub(student, teacher)
      return mean(mul(difference, difference))
    },
  }
}
