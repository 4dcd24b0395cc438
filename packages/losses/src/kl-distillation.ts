import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { cast, exp, logSoftmax, mean, mul, reduceSum, sub, type Loss } from '@towerkit/graph'
import { candidateScores } from './candidate-scores.ts'
import { document, documents } from './documents.ts'

/** Options of `klDistillation`. */
export interface KlDistillationOptions {
  /** How the student scores. Default 'dot'. */
  readonly similarity?: 'cosine' | 'dot'
  /** Of the student's scores; above 0. Default 1. */
  readonly temperature?: number
  /** Of the teacher's scores; above 0. Default: `temperature`. */
  readonly teacherTemperature?: number
}

/**
 * Teaches a student how a teacher spreads its belief over the candidates of each query, the positive and its negatives:
 *
 *   L = τ²·mean Σⱼ p_t(j)·( ln p_t(j) − ln p_s(j) ), p_t = softmax(t / τ_t), p_s = softmax(s / τ)
 *
 * Columns: `query` and `positive` [batch, dimensions]; `negatives`, k for each query, [batch, k, dimensions] or joined;
 * `label` [batch, 1 + k], the teacher's scores of the positive and the negatives in their order.
 *
 * @throws {ArgumentError} if a temperature is not above 0.
 *
 * @example
 * const loss = klDistillation({ temperature: 2 })
 *
 * @see Hinton, Vinyals and Dean, Distilling the knowledge in a neural network, arXiv 1503.02531, section 2;
 *   sentence-transformers' DistillKLDivLoss.
 */
export function klDistillation(options: KlDistillationOptions = {}): Loss {
  const {
    similarity = 'dot',
    temperature = 1,
    teacherTemperature = temperature,
  } = requireKnownOptions<KlDistillationOptions>('klDistillation', options, {
    similarity: true,
    temperature: true,
    teacherTemperature: true,
  })
  if (!(temperature > 0 && teacherTemperature > 0))
    throw new ArgumentError(
      `klDistillation: temperatures ${temperature} and ${teacherTemperature}. Give numbers above 0.`,
      { temperature, teacherTemperature },
    )
  return {
    name: 'klDistillation',
    columns: { query: 'embedding', positive: document, negatives: documents, label: 'numbers' },
    options: { similarity, temperature, teacherTemperature },
    source: 'https://arxiv.org/abs/1503.02531',
    compute(columns) {
      const { scores, label } = candidateScores('klDistillation', columns, similarity)
      const student = logSoftmax(mul(scores, 1 / temperature))
      const teacher = logSoftmax(mul(cast(label, scores.dtype), 1 / teacherTemperature))
      return mul(mean(reduceSum(mul(exp(teacher), sub(teacher, student)), [1])), temperature ** 2)
    },
  }
}
