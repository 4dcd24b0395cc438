import { seededRandom } from '@towerkit/core'
import { stsPairs, type StsPair } from '@towerkit/datasets'
import { mseDistillation } from '@towerkit/losses'
import { sampled, type Split, type Task } from './task.ts'

/** STS Benchmark, English: graded similarity of two sentences, by the cosine of what they become together. */
export async function stsTask(data: string): Promise<Task> {
  const read = async (split: string) => {
    const pairs: StsPair[] = []
    for await (const pair of stsPairs(`${data}/stsb/stsb-en-${split}.csv`, {
      columns: ['sentence1', 'sentence2', 'score'],
    }))
      pairs.push(pair)
    return pairs
  }
  return {
    name: 'stsb',
    metric: 'Spearman',
    head: 'similarity',
    maxLength: 64,
    batchSize: 16,
    steps: 200,
    learningRate: 1e-4,
    loss: mseDistillation(),
    examples: (await read('train')).map(({ sentence1, sentence2, score }) => ({
      student: [sentence1, sentence2],
      teacher: [score / 5],
    })),
    dev: splitOf(sampled(await read('dev'), 400, seededRandom(1))),
    test: splitOf(sampled(await read('test'), 500, seededRandom(8))),
  }
}

function splitOf(pairs: readonly StsPair[]): Split {
  return {
    tuples: pairs.map(({ sentence1, sentence2 }) => [sentence1, sentence2]),
    groups: pairs.map((_, i) => [i]),
    measure: (outputs, groups) =>
      spearman(
        groups.map(i => outputs[i]!),
        groups.map(i => pairs[i]!.score),
      ),
  }
}

/** Spearman's rank correlation, equal numbers with the mean of their ranks. */
export function spearman(a: readonly number[], b: readonly number[]): number {
  const x = ranks(a)
  const y = ranks(b)
  const middle = (a.length - 1) / 2
  let covariance = 0
  let first = 0
  let second = 0
  for (let i = 0; i < x.length; i++) {
    covariance += (x[i]! - middle) * (y[i]! - middle)
    first += (x[i]! - middle) ** 2
    second += (y[i]! - middle) ** 2
  }
  return covariance / Math.sqrt(first * second)
}

function ranks(values: readonly number[]): Float64Array {
  const order = Array.from(values.keys()).sort((i, j) => values[i]! - values[j]!)
  const result = new Float64Array(values.length)
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++
    for (let i = start; i < end; i++) result[order[i]!] = (start + end - 1) / 2
  }
  return result
}
