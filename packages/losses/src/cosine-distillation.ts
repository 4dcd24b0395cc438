import { add, cosineSimilarity, mean, neg, type Loss } from '@towerkit/graph'
import { requireEmbeddings } from './require-columns.ts'

/**
 * Teaches the directions of a teacher's embeddings: L = 1/n Σᵢ (1 − cos(sᵢ, tᵢ)).
 *
 * Columns: `student` and `teacher` [batch, dimensions]. The teacher's are targets: give them as data.
 *
 * @example
 * const loss = cosineDistillation()
 *
 * @see ScalingNote, 2024, section 3, names the term; torch.nn.CosineEmbeddingLoss with label 1 is the same.
 */
export function cosineDistillation(): Loss {
  return {
    name: 'cosineDistillation',
    columns: { student: 'embedding', teacher: 'vector' },
    source: 'https://arxiv.org/abs/2411.15766',
    compute(columns) {
      const { student, teacher } = requireEmbeddings('cosineDistillation', columns, ['student', 'teacher'])
      return add(neg(mean(cosineSimilarity(student, teacher))), 1)
    },
  }
}
