import { rm } from 'node:fs/promises'
import { embeddingDistillation } from '@towerkit/losses'
import { firstLayers, textEncoder, textEncoderOf } from '@towerkit/text-encoder'
import { adamW, cosineSchedule, distilQueryTower as distil } from '@towerkit/training'
import { distilQueryTower } from '../distil-query-tower.ts'
import { loadTrainingData } from '../prepare/load-training-data.ts'
import { preparedFiles } from '../prepare/prepared-data.ts'
import type { DemoSettings } from '../settings.ts'
import { towerFolders } from '../towers/open-tower.ts'
import { requireSealed, sealFolder, unsealFolder } from '../towers/sealed-folder.ts'
import type { TrainingData } from '../training-data.ts'
import { fileDigest, withStore, type StageContext } from './stage-context.ts'

/** Distils the query tower into a smaller one, unless that is there. @param fromModel The teacher started from a pretrained model. @returns whether it did. */
export async function distilStage(context: StageContext, { settings, fromModel = false }: { readonly settings: DemoSettings; readonly fromModel?: boolean }): Promise<boolean> {
  const { workspace, progress } = context
  const teacher = await requireSealed(workspace.path(towerFolders.teacher))
  const wanted = { ...settings.student, seed: settings.seed, teacher, pairs: await fileDigest(context, preparedFiles.pairs) }
  return workspace.stage('student', wanted, async () => {
    progress.stage('Distilling the query tower')
    const data = await withStore(context, store => loadTrainingData(store, workspace))
    await unsealFolder(workspace.path(towerFolders.student))
    if (fromModel) await distilFirstLayers(data, settings, context)
    else await distilQueryTower(data, settings, context)
    await sealFolder(workspace.path(towerFolders.student))
    const { layers, steps } = settings.student
    progress.done(`${layers === 0 ? 'the mean of words' : `${layers} ${layers === 1 ? 'layer' : 'layers'}`}, ${steps} steps`)
  }, { leftovers: 'student-checkpoints' })
}

/** The student is the teacher's first layers, whatever its architecture. */
async function distilFirstLayers({ pairs }: TrainingData, { student: { layers, batchSize, steps, learningRate }, seed }: DemoSettings, { workspace, progress, signal }: StageContext): Promise<void> {
  await using teacher = await textEncoder(workspace.path(towerFolders.teacher))
  await using student = textEncoderOf(firstLayers(teacher.parts, layers), { name: 'student' })
  const queries = [...new Set(pairs.map(({ query }) => query))]
  await distil({
    teacher, student, queries, steps, seed, signal,
    batchSize: Math.min(batchSize, queries.length),
    loss: embeddingDistillation(),
    optimizer: adamW({ learningRate }),
    schedule: cosineSchedule({ warmUp: 0.1 }),
    checkpoints: { folder: workspace.path('student-checkpoints'), every: 100 },
    onTeacherProgress: ({ done, total }) => progress.update(0.3 * done / total, 'teacher vectors'),
    onProgress: ({ step, loss, remainingMs }) => progress.update(0.3 + 0.7 * step / steps, `loss ${loss.toFixed(3)}, ${Math.round(remainingMs / 1000)} s left`),
  })
  await student.save(workspace.path(towerFolders.student))
  await rm(workspace.path('student-checkpoints'), { recursive: true, force: true })
}
