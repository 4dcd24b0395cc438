import { ArgumentError, ShapeError, requireKnownOptions } from '@towerkit/core'
import { exp, logSoftmax, mean, mul, reduceSum, sub, type Loss } from '@towerkit/graph'
import { requireEmbeddings } from './require-columns.ts'

/**
 * Teaches a classifier how a teacher spreads its belief over the classes: L = τ²/n Σᵢ Σ_c p_t(c)·( ln p_t(c) − ln
 * p_s(c) ), p = softmax(logits / τ).
 *
 * Columns: `logits` and `teacher` [batch, classes]. The teacher's are targets: give them as data. Added to
 * `classCrossEntropy` by `weightedSum` both share one tower.
 *
 * @param options.temperature τ, above 0. Default 2, as DeFormer.
 * @throws {ArgumentError} if the temperature is not above 0.
 *
 * @example
 * const loss = weightedSum([{ loss: classCrossEntropy() }, { loss: logitDistillation() }])
 *
 * @see Hinton, Vinyals and Dean, Distilling the knowledge in a neural network, 2015, section 2; Cao et al., DeFormer,
 *   2020, section 3.3.
 */
export function logitDistillation(options: { readonly temperature?: number } = {}): Loss {
  const { temperature = 2 } = requireKnownOptions<{ readonly temperature?: number }>('logitDistillation', options, {
    temperature: true,
  })
  if (!(temperature > 0))
    throw new ArgumentError(`logitDistillation: a temperature of ${temperature}. Give a number above 0.`, {
      temperature,
    })
  return {
    name: 'logitDistillation',
    columns: { logits: 'embedding', teacher: 'numbers' },
    options: { temperature },
    source: 'https://arxiv.org/abs/1503.02531',
    compute(columns) {
      const { logits, teacher } = requireEmbeddings('logitDistillation', columns, ['logits', 'teacher'])
      if (logits.shape[1] === 1)
        throw new ShapeError(
          'logitDistillation: "logits" has one class, which a softmax makes certain. Give two or more, or use ' +
            'mseDistillation.',
          { column: 'logits', shape: logits.shape },
        )
      const student = logSoftmax(mul(logits, 1 / temperature))
      const target = logSoftmax(mul(teacher, 1 / temperature))
      return mul(mean(reduceSum(mul(exp(target), sub(target, student)), [1])), temperature ** 2)
    },
  }
}
