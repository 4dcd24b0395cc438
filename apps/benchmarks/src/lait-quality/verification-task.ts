import { seededRandom } from '@towerkit/core'
import { jsonLines } from '@towerkit/datasets'
import { classCrossEntropy } from '@towerkit/losses'
import { sampled, type Split, type Task } from './task.ts'

/** A claim, sentences of an abstract that it cites, and what they say of it. */
interface Case { readonly segments: readonly string[]; readonly label: number }

const labels = ['SUPPORT', 'CONTRADICT', 'NONE']
const sentencesOfCase = 4

/**
 * SciFact as fact verification: a claim and four sentences of a cited abstract, five segments, three classes. The sentences are those that share the most words with the claim, chosen
 * in the same way for all classes, in their order. The official training claims are split into training and development by claim; the official development claims are the test.
 */
export async function verificationTask(data: string): Promise<Task> {
  const sentences = new Map<string, readonly string[]>()
  for await (const { value } of jsonLines(`${data}/scifact/corpus.jsonl.gz`)) sentences.set(String(value['_id']), sentencesOf(String(value['text']), value['sentence_offsets'] as readonly number[]))
  const read = async (split: string) => {
    const claims: Case[][] = []
    for await (const { value } of jsonLines(`${data}/scifact/claims_${split}.jsonl`)) {
      const evidence = value['evidence'] as Readonly<Record<string, readonly { readonly label: string }[]>>
      const claim = String(value['claim'])
      claims.push((value['cited_doc_ids'] as readonly number[]).map(String).filter(id => sentences.has(id)).map(id => ({
        segments: [claim, ...nearest(claim, sentences.get(id)!)], label: labels.indexOf(evidence[id]?.[0]?.label ?? 'NONE'),
      })))
    }
    return claims
  }
  const claims = await read('train')
  const dev = new Set(sampled(claims, 160, seededRandom(2)))
  return {
    name: 'scifact-verification', metric: 'macro F1', head: { classes: 3 }, maxLength: 32, batchSize: 16, steps: 80, learningRate: 1e-4,
    loss: classCrossEntropy(),
    examples: claims.filter(claim => !dev.has(claim)).flat().map(({ segments, label }) => ({ logits: segments, label })),
    dev: splitOf([...dev].flat()),
    test: splitOf((await read('dev')).flat()),
  }
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
      return counts.reduce((sum, { right, said, true: wanted }) => sum + (right === 0 ? 0 : 2 * right / (said + wanted)), 0) / labels.length
    },
  }
}

function sentencesOf(text: string, offsets: readonly number[]): string[] {
  return offsets.map((start, i) => text.slice(start, offsets[i + 1]).trim())
}

function nearest(claim: string, sentences: readonly string[]): string[] {
  const wanted = wordsOf(claim)
  const shared = sentences.map(sentence => [...wordsOf(sentence)].filter(word => wanted.has(word)).length)
  return Array.from(sentences.keys()).sort((a, b) => shared[b]! - shared[a]! || a - b).slice(0, sentencesOfCase).sort((a, b) => a - b).map(i => sentences[i]!)
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[a-z0-9]{3,}/g) ?? [])
}
