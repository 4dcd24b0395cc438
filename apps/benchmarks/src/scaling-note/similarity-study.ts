import { join } from 'node:path'
import { row, type Vectors } from '@towerkit/core'
import { stsPairs } from '@towerkit/datasets'
import { spearman } from '@towerkit/evaluation'
import { coSent } from '@towerkit/losses'
import { firstLayers, textEncoder, textEncoderOf, type TextEncoder } from '@towerkit/text-encoder'
import { adamW, cosineSchedule, train } from '@towerkit/training'
import { distil, type Run } from './contrast.ts'
import { parametersOf, session } from './decoders.ts'
import type { Results } from './results.ts'

/** A pretrained model as it is, and its students. */
export interface SimilarityStudy {
  readonly model: string
  readonly data: string
  readonly depths: readonly number[]
  readonly seeds: readonly number[]
  readonly student: Omit<Run, 'seed'>
  /** The same networks, on the graded pairs of the training split. */
  readonly alone: Omit<Run, 'seed'>
}

const part = 'stsb pretrained'

/**
 * Spearman's correlation on the STS benchmark: of students that learn the model's vectors of sentences, with both sentences by the student, and with the second
 * by the model as a stored document would be; and of the same networks trained on the grades of pairs.
 *
 * @param more Further sentences to distil with.
 */
export async function similarityStudy({ model, data, depths, seeds, student, alone }: SimilarityStudy, more: readonly string[], results: Results): Promise<void> {
  const [training, test] = [await pairsOf(data, 'train'), await pairsOf(data, 'test')]
  const [first, second] = [test.map(({ sentence1 }) => sentence1), test.map(({ sentence2 }) => sentence2)]
  await using opened = await textEncoder(model, { session })
  const parts = { ...opened.parts, maxLength: 64 }
  await using teacher = textEncoderOf(parts, { name: 'query', session })
  const stored = await teacher.encode(second)
  const report = async (arm: string, seed: number, encoder: TextEncoder, withTeacher = true) => {
    const queries = await encoder.encode(first)
    const both = correlation(queries, await encoder.encode(second))
    results.add({ part, arm, seed, values: { spearman: both, ...(withTeacher && { withTeacher: correlation(queries, stored) }), parameters: parametersOf(encoder.parts) } })
  }
  const correlation = (a: Vectors, b: Vectors) => spearman(test.map((_, i) => row(a, i).reduce((sum, value, k) => sum + value * row(b, i)[k]!, 0)), test.map(({ score }) => score))
  if (!results.has(part, 'teacher', 0)) await report('teacher', 0, teacher)

  const held = new Set([...first, ...second])
  const queries = [...new Set([...training.flatMap(({ sentence1, sentence2 }) => [sentence1, sentence2]), ...more])].filter(text => !held.has(text))
  const vectors = await teacher.encode(queries, { normalize: false })
  for (const seed of seeds) for (const depth of depths) {
    const small = () => textEncoderOf(firstLayers(parts, depth), { name: 'student', session })
    if (!results.has(part, `student, ${depth} blocks`, seed)) {
      await using tower = small()
      await distil(vectors, tower, queries, { ...student, seed })
      await report(`student, ${depth} blocks`, seed, tower)
    }
    if (results.has(part, `${depth} blocks alone`, seed)) continue
    await using tower = small()
    const examples = training.map(({ sentence1, sentence2, score }) => ({ first: sentence1, second: sentence2, score }))
    const { steps, batchSize, learningRate } = alone
    await train({ model: tower, data: examples, loss: coSent(), optimizer: adamW({ learningRate }), schedule: cosineSchedule({ warmUp: 0.1 }), steps, batchSize, seed, session })
    await report(`${depth} blocks alone`, seed, tower, false)
  }
}

async function pairsOf(data: string, split: string) {
  const pairs = []
  for await (const pair of stsPairs(join(data, 'stsb', `stsb-en-${split}.csv`), { columns: ['sentence1', 'sentence2', 'score'] })) pairs.push(pair)
  return pairs
}
