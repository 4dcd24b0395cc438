import { seededRandom } from '@towerkit/core'
import { sciFactClaims, type VerificationLabel } from '@towerkit/datasets'
import { classCrossEntropy } from '@towerkit/losses'
import { sampled, type Split, type Task } from './task.ts'

/** A claim, sentences of an abstract that it cites, and what they say of it. */
interface Case {
  readonly segments: readonly string[]
  readonly label: number
}

const labels: readonly VerificationLabel[] = ['supports', 'refutes', 'not-enough-information']
const sentencesOfCase = 3

/**
 * SciFact as fact verification: a claim and three sentences of a cited abstract, four segments, three classes. The
 * sentences are those that share the most words with the claim, chosen in the same way for all classes, in their order.
 * The official training claims are split into training and development by claim; the official development claims are
 * the test.
 */
export async function verificationTask(data: string): Promise<Task> {
  const read = async (split: string) => {
    const claims = new Map<string, Case[]>()
    for await (const { id, claim, sentences, label } of sciFactClaims(`${data}/scifact`, split)) {
      claims.set(id, [
        ...(claims.get(id) ?? []),
        { segments: [claim, ...nearest(claim, sentences)], label: labels.indexOf(label) },
      ])
    }
    return [...claims.values()]
  }
  const claims = await read('train')
  const dev = new Set(sampled(claims, 160, seededRandom(2)))
  return {
    name: 'scifact-verification',
    metric: 'macro F1',
    head: { classes: 3 },
    pooling: 'mean',
    maxLength: 32,
    batchSize: 16,
    steps: 100,
    learningRate: 1e-4,
    headFactor: 3,
    loss: classCrossEntropy(),
    examples: balanced(claims.filter(claim => !dev.has(claim)).flat()).map(({ segments, label }) => ({
      logits: segments,
      label,
    })),
    dev: splitOf([...dev].flat()),
    test: splitOf((await read('dev')).flat()),
  }
}

/** As many of each class: those of the rarer ones come more than once. */
function balanced(cases: readonly Case[]): Case[] {
  const classes = labels.map((_, label) => cases.filter(each => each.label === label))
  const most = Math.max(...classes.map(({ length }) => length))
  return classes.flatMap(each => Array.from({ length: most }, (_, i) => each[i % each.length]!))
}

function splitOf(cases: readonly Case[]): Split {
  return {
    tuples: cases.map(({ segments }) => segments),
    groups: cases.map((_, i) => [i]),
    measure(outputs, groups) {
      const counts = labels.map(() => ({ right: 0, said: 0, true: 0 }))
      for (const i of groups) {
        const logits = Array.from(outputs.subarray(i * labels.length, (i + 1) * labels.length))
        const said = logits.indexOf(Math.max(...logits))
        counts[said]!.said++
        counts[cases[i]!.label]!.true++
        if (said === cases[i]!.label) counts[said]!.right++
      }
      return (
        counts.reduce(
          (sum, { right, said, true: wanted }) => sum + (right === 0 ? 0 : (2 * right) / (said + wanted)),
          0,
        ) / labels.length
      )
    },
  }
}

function nearest(claim: string, sentences: readonly string[]): string[] {
  const wanted = wordsOf(claim)
  const shared = sentences.map(sentence => [...wordsOf(sentence)].filter(word => wanted.has(word)).length)
  return Array.from(sentences.keys())
    .sort((a, b) => shared[b]! - shared[a]! || a - b)
    .slice(0, sentencesOfCase)
    .sort((a, b) => a - b)
    .map(i => sentences[i]!)
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[a-z0-9]{3,}/g) ?? [])
}
