import { createHash } from 'node:crypto'
import { exactIndex } from '@towerkit/indices'
import { runtimeKernel } from '@towerkit/indices/runtime'
import { infoNce } from '@towerkit/losses'
import { textEncoder, textEncoderOf, type TextEncoder } from '@towerkit/text-encoder'
import { trainTowers as train } from '@towerkit/training'
import { makeLanguageModel } from './make-language-model.ts'
import { finishedRun, runOptions } from './run-options.ts'
import type { DemoSettings } from './settings.ts'
import type { TrainingContext } from './training-context.ts'
import type { TrainingData } from './training-data.ts'

/**
 * Stage I of ScalingNote: two large towers that start from one language model, trained together so that a query finds
 * its document among those of the batch and among hard negatives, mined anew from the towers. Written to
 * `teacher-query` and `teacher-document`. Without steps they are the model itself.
 *
 * @see ScalingNote, arXiv 2411.15766: two towers from one model, contrastive loss.
 */
export async function trainTowers(data: TrainingData, settings: DemoSettings, context: TrainingContext): Promise<void> {
  const { teacher, temperature, seed } = settings
  const { workspace, progress } = context
  await using start = await startingModel(data, settings, context)
  await using query = towerOf(start, 'query', settings.queryLength)
  await using document = towerOf(start, 'document', settings.documentLength)
  if (teacher.steps > 0) {
    await train({
      query,
      document,
      pairs: data.pairs,
      documents: new Map(data.documents.map(({ id, text }) => [id, text])),
      negatives: {
        count: teacher.hardNegatives,
        every: teacher.mineEvery,
        choose: 'random',
        index: () => exactIndex({ dimensions: query.dimensions, kernel: runtimeKernel }),
        onMined: ({ batch }) => progress.update(batch / teacher.steps, 'mined hard negatives'),
      },
      loss: infoNce({ temperature, symmetric: true }),
      ...runOptions(teacher, { context, seed, name: 'teacher', from: 0, to: 1 }),
    })
  }
  await query.save(workspace.path('teacher-query'))
  await document.save(workspace.path('teacher-document'))
  await finishedRun(context, 'teacher')
}

/** The checkpoint that is named, or a small model of this corpus. */
async function startingModel(
  data: TrainingData,
  settings: DemoSettings,
  context: TrainingContext,
): Promise<TextEncoder> {
  const { model, languageModel, queryLength, documentLength, temperature, seed } = settings
  const { workspace, progress, signal } = context
  if (model !== undefined)
    return textEncoder(model, {
      download: {
        ...(signal && { signal }),
        onProgress: ({ file }) => progress.update(undefined, `downloading ${file}`),
      },
    })
  const wanted = {
    languageModel,
    queryLength,
    documentLength,
    temperature,
    seed,
    data: createHash('sha256').update(JSON.stringify(data)).digest('hex'),
  }
  await workspace.stage('language-model', wanted, () => makeLanguageModel(data, settings, context), {
    leftovers: 'words-checkpoints',
  })
  return textEncoder(workspace.path('language-model'))
}

/** A copy of the model: each tower has memory of its own. */
function towerOf({ parts }: TextEncoder, name: string, length: number): TextEncoder {
  return textEncoderOf({ ...structuredClone(parts), maxLength: Math.min(length, parts.maxLength) }, { name })
}
