import { rm } from 'node:fs/promises'
import { infoNce } from '@towerkit/losses'
import { textEncoder, textEncoderOf, type TextEncoder } from '@towerkit/text-encoder'
import { adamW, cosineSchedule, shuffledSampler, train } from '@towerkit/training'
import type { DemoSettings } from '../settings.ts'
import { towerFolders } from '../towers/open-tower.ts'
import type { TrainingData } from '../training-data.ts'
import type { StageContext } from './stage-context.ts'

/** Trains both towers from one pretrained model, instead of random weights. Without steps they are the model itself. */
export async function trainFromModel({ pairs, documents }: TrainingData, settings: DemoSettings, { model, workspace, progress, signal }: StageContext & { readonly model: string }): Promise<void> {
  const { teacher: { steps, batchSize, learningRate }, queryLength, documentLength, temperature, seed } = settings
  await using start = await textEncoder(model, { download: { signal, onProgress: ({ file }) => progress.update(0, `downloading ${file}`) } })
  const tower = (name: string, maxLength: number): TextEncoder => textEncoderOf({ ...structuredClone(start.parts), maxLength: Math.min(maxLength, start.parts.maxLength) }, { name })
  await using query = tower('query', queryLength)
  await using document = tower('document', documentLength)
  if (steps > 0) {
    const textOf = new Map(documents.map(({ id, text }) => [id, text]))
    await train({
      model: { tower: column => (column === 'query' ? query : document).tower(column) },
      data: shuffledSampler(pairs.map(pair => ({ query: pair.query, positive: textOf.get(pair.positive)! })), { batchSize: Math.min(batchSize, pairs.length), seed }),
      loss: infoNce({ temperature, symmetric: true }),
      optimizer: adamW({ learningRate }),
      schedule: cosineSchedule({ warmUp: 0.1 }),
      steps,
      seed,
      checkpoints: { folder: workspace.path('teacher-checkpoints'), every: 50 },
      signal,
      onProgress: ({ step, loss, remainingMs }) => progress.update(step / steps, `loss ${loss.toFixed(3)}, ${Math.round(remainingMs / 1000)} s left`),
    })
  }
  await query.save(workspace.path(towerFolders.teacher))
  await document.save(workspace.path(towerFolders.document))
  await rm(workspace.path('teacher-checkpoints'), { recursive: true, force: true })
}
