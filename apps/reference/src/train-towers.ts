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
 * Stage I of ScalingNote: two large towers that start from one language model, trained together so that a query finds its document
 * among those of the batch and among hard negatives, mined anew from the towers. Written to `teacher-query` and `teacher-document`.
 *
 * @see ScalingNote, arXiv 2411.15766: two towers from one model, contrastive loss.
 */
export async function trainTowers(data: TrainingData, settings: DemoSettings, context: TrainingContext): Promise<void> {
  const { model, languageModel, teacher, queryLength, documentLength, temperature, seed } = settings
  const { workspace, progress } = context
  if (model === undefined) await workspace.stage('language-model', { languageModel, queryLength, documentLength, temperature, seed }, () => makeLanguageModel(data, settings, context))
  const { query, document } = await twoTowers(model ?? workspace.path('language-model'), { queryLength, documentLength })
  await train({
    query, document, pairs: data.pairs,
    documents: new Map(data.documents.map(({ id, text }) => [id, text])),
    negatives: { count: teacher.hardNegatives, every: teacher.mineEvery, choose: 'random', index: () => exactIndex({ dimensions: query.dimensions, kernel: runtimeKernel }), onMined: () => progress.update(0.5, 'mined hard negatives') },
    loss: infoNce({ temperature, symmetric: true }),
    learningRates: [{ weights: /embed/, factor: teacher.wordRate }],
    ...runOptions(teacher, { context, seed, name: 'teacher', from: 0, to: 1 }),
  })
  await query.save(workspace.path('teacher-query'))
  await document.save(workspace.path('teacher-document'))
  await Promise.all([query.close(), document.close(), finishedRun(context, 'teacher')])
}

/** Copies of one model: each tower has memory of its own. */
async function twoTowers(model: string, { queryLength, documentLength }: Pick<DemoSettings, 'queryLength' | 'documentLength'>): Promise<{ query: TextEncoder; document: TextEncoder }> {
  await using start = await textEncoder(model)
  const tower = (name: string, length: number) => textEncoderOf({ ...structuredClone(start.parts), maxLength: Math.min(length, start.parts.maxLength) }, { name })
  return { query: tower('query', queryLength), document: tower('document', documentLength) }
}
