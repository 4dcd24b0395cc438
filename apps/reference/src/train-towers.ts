import { rm } from 'node:fs/promises'
import { infoNce } from '@towerkit/losses'
import { createTextEncoder, textEncoderOf, trainWordPiece, type BertConfig, type TextEncoder } from '@towerkit/text-encoder'
import { adamW, cosineSchedule, lengthBucketedSampler, train, type Example } from '@towerkit/training'
import type { DemoSettings, TowerSettings } from './settings.ts'
import type { TrainingContext } from './training-context.ts'
import type { TrainingData } from './training-data.ts'

/** The two towers of stage I. */
export interface Towers { readonly query: TextEncoder; readonly document: TextEncoder }

/** A BERT of the given size. */
export function towerConfig({ layers, width, heads }: TowerSettings, { vocabularySize, queryLength, documentLength }: DemoSettings): BertConfig {
  return {
    model_type: 'bert', vocab_size: vocabularySize, hidden_size: width, num_hidden_layers: layers, num_attention_heads: heads,
    intermediate_size: 4 * width, max_position_embeddings: Math.max(queryLength, documentLength), type_vocab_size: 1, layer_norm_eps: 1e-12, hidden_dropout_prob: 0,
  }
}

/**
 * Stage I of ScalingNote: two large towers of one initialisation, trained together so that a query finds its
 * document among those of the batch. Written to `teacher-query` and `teacher-document`.
 *
 * @see ScalingNote, arXiv 2411.15766: two towers from one model, contrastive loss.
 */
export async function trainTowers({ pairs, documents }: TrainingData, settings: DemoSettings, { workspace, progress, signal }: TrainingContext): Promise<void> {
  const { teacher, dimensions, queryLength, documentLength, temperature, seed } = settings
  const textOf = new Map(documents.map(({ id, text }) => [id, text]))
  const examples = pairs.map(({ query, positive }) => ({ query, positive: textOf.get(positive)! }))
  const tokenizer = trainWordPiece(examples.flatMap(({ query, positive }) => [query, positive]), { vocabularySize: settings.vocabularySize })
  const query = createTextEncoder({ name: 'query', config: towerConfig(teacher, settings), tokenizer, dimensions, maxLength: queryLength, seed })
  // The same first weights, in memory of their own.
  const document = textEncoderOf({ ...structuredClone(query.parts), maxLength: documentLength }, { name: 'document' })
  await train({
    model: { tower: column => (column === 'query' ? query : document).tower(column) },
    data: lengthBucketedSampler(examples, { batchSize: teacher.batchSize, length: longestText, seed }),
    loss: infoNce({ temperature, symmetric: true }),
    optimizer: adamW({ learningRate: teacher.learningRate }),
    schedule: cosineSchedule({ warmUp: 0.1 }),
    steps: teacher.steps,
    seed,
    checkpoints: { folder: workspace.path('teacher-checkpoints'), every: 200 },
    ...(signal && { signal }),
    onProgress: ({ step, steps, loss, remainingMs }) => progress.update(step / steps, `loss ${loss.toFixed(3)}, ${Math.round(remainingMs / 1000)} s left`),
  })
  await query.save(workspace.path('teacher-query'))
  await document.save(workspace.path('teacher-document'))
  await Promise.all([query.close(), document.close()])
  // They have served: the stage is done.
  await rm(workspace.path('teacher-checkpoints'), { recursive: true, force: true })
}

function longestText({ query, positive }: Example): number {
  return Math.max((query as string).length, (positive as string).length)
}
