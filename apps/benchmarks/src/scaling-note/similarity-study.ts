import { join } from 'node:path'
import { row, type Vectors } from '@towerkit/core'
import { stsPairs } from '@towerkit/datasets'
import { spearman } from '@towerkit/evaluation'
import { coSent } from '@towerkit/losses'
import { firstLayers, staticStudent, textEncoder, textEncoderOf } from '@towerkit/text-encoder'
import { adamW, cosineSchedule, train } from '@towerkit/training'
import { distil, wordRate, type Run, type StudyTower } from './contrast.ts'
import { copyOf, parametersOf, session } from './decoders.ts'
import type { Results } from './results.ts'

/** A pretrained model as it is, and its students. */
export interface SimilarityStudy {
  readonly model: string
  readonly data: string
  /** Blocks of the students that have any. */
  readonly depths: readonly number[]
  readonly seeds: readonly number[]
  readonly words: Omit<Run, 'seed'>
  readonly blocks: Omit<Run, 'seed'>
  /** The same networks, on the graded pairs of the training split. */
  readonly alone: Omit<Run, 'seed'>
}

const part = 'stsb pretrained'

/**
 * Spearman's correlation on the STS benchmark: of students that learn the model's vectors of sentences, with both
 * sentences by the student, and with the second by the model as a stored document would be; and of the same networks
 * trained on the grades of pairs.
 *
 * @param more Further sentences to distil with.
 */
export async function similarityStudy(
  { model, data, depths, seeds, words, blocks, alone }: SimilarityStudy,
  more: readonly string[],
  results: Results,
): Promise<void> {
  const training = await pairsOf(data, 'train')
  const test = await pairsOf(data, 'test')
  const first = test.map(({ sentence1 }) => sentence1)
  const second = test.map(({ sentence2 }) => sentence2)
  await using opened = await textEncoder(model, { session })
  const parts = { ...opened.parts, maxLength: 64 }
  await using teacher = textEncoderOf(parts, { name: 'query', session })
  const stored = await teacher.encode(second)
  const report = async (arm: string, seed: number, encoder: StudyTower, withTeacher = true) => {
    const queries = await encoder.encode(first)
    const both = correlation(queries, await encoder.encode(second))
    results.add({
      part,
      arm,
      seed,
      values: {
        spearman: both,
        ...(withTeacher && { withTeacher: correlation(queries, stored) }),
        parameters: parametersOf(encoder.parts),
      },
    })
  }
  const correlation = (a: Vectors, b: Vectors) =>
    spearman(
      test.map((_, i) => row(a, i).reduce((sum, value, k) => sum + value * row(b, i)[k]!, 0)),
      test.map(({ score }) => score),
    )
  if (!results.has(part, 'teacher', 0)) await report('teacher', 0, teacher)

  const held = new Set([...first, ...second])
  const queries = [
    ...new Set([...training.flatMap(({ sentence1, sentence2 }) => [sentence1, sentence2]), ...more]),
  ].filter(text => !held.has(text))
  const vectors = await teacher.encode(queries, { normalize: false })
  const start = await staticStudent(teacher, queries)
  const examples = training.map(({ sentence1, sentence2, score }) => ({ first: sentence1, second: sentence2, score }))
  for (const seed of seeds)
    for (const depth of [0, ...depths]) {
      const small = () => (depth === 0 ? copyOf(start.parts, 'student') : copyOf(firstLayers(parts, depth), 'student'))
      const name = depth === 0 ? 'words' : `${depth} blocks`
      if (!results.has(part, `student, ${name}`, seed)) {
        await using tower = small()
        await distil(vectors, tower, queries, { ...(depth === 0 ? words : blocks), seed })
        await report(`student, ${name}`, seed, tower)
      }
      if (results.has(part, `${name} alone`, seed)) continue
      await using tower = small()
      const { steps, batchSize, learningRate } = alone
      await train({
        model: tower,
        data: examples,
        loss: coSent(),
        optimizer: adamW({ learningRate: depth === 0 ? wordRate * learningRate : learningRate }),
        schedule: cosineSchedule({ warmUp: 0.1 }),
        steps,
        batchSize,
        seed,
        session,
      })
      await report(`${name} alone`, seed, tower, false)
    }
}

async function pairsOf(data: string, split: string) {
  const pairs = []
  for await (const pair of stsPairs(join(data, 'stsb', `stsb-en-${split}.csv`), {
    columns: ['sentence1', 'sentence2', 'score'],
  }))
    pairs.push(pair)
  return pairs
}
