import { isDeepStrictEqual } from 'node:util'
import { trainTowers } from '../train-towers.ts'
import { loadTrainingData } from '../prepare/load-training-data.ts'
import { preparedFiles } from '../prepare/prepared-data.ts'
import { searchTextsDigest } from '../search/search-text.ts'
import type { DemoSettings } from '../settings.ts'
import { vectorModelFact } from '../store/store.ts'
import { latestTowers, publishTowers, towerFolders, type TrainedWith } from '../towers/tower-sets.ts'
import { removeSealed } from '../towers/sealed-folder.ts'
import { openWorkspace } from '../workspace.ts'
import { keptTrainingData } from './kept-training-data.ts'
import { fileDigest, trainingFolder, withStore, type StageContext } from './stage-context.ts'

/** What `trainStage` takes. */
export interface TrainStageOptions {
  readonly settings: DemoSettings
  /** Folder or hub name of the model that both towers start from. Default: a small one is made of the corpus. */
  readonly model?: string | undefined
}

/**
 * Trains the two large towers on the prepared pairs, unless they are there. They are made in a folder of their own and
 * take their place at the end: until then, and until `embed` has made their vectors, the ones before answer.
 *
 * @returns whether it did.
 */
export async function trainStage(context: StageContext, { settings, model }: TrainStageOptions): Promise<boolean> {
  const { workspace, progress } = context
  const used: DemoSettings = { ...settings, model }
  const trainedWith: TrainedWith = {
    settings: used,
    texts: searchTextsDigest(),
    pairs: await fileDigest(context, preparedFiles.pairs),
  }
  const wanted = withoutStudent(trainedWith)
  const latest = await latestTowers(workspace)
  if (latest !== undefined && isDeepStrictEqual(withoutStudent(latest.trainedWith), wanted)) return false
  progress.stage('Training two towers')
  const training = await openWorkspace(workspace.path(trainingFolder))
  const kept = await keptTrainingData(training, 'train-data', {
    settings: wanted,
    load: () => withStore(context, store => loadTrainingData(store, workspace)),
  })
  const { data } = kept
  const answering = await withStore(context, async store => store.fact(vectorModelFact))
  await training.stage('trained', wanted, () => trainTowers(data, used, { ...context, workspace: training }), {
    leftovers: 'teacher-checkpoints',
  })
  await publishTowers(workspace, training.folder, { trainedWith, answering })
  for (const name of ['teacher', 'document'] as const) await removeSealed(training.path(towerFolders[name]))
  await training.forget('trained')
  await kept.remove()
  const { languageModel, teacher } = settings
  const { layers, width } = languageModel
  const start = model === undefined ? `${layers} ${layers === 1 ? 'layer' : 'layers'} of ${width}` : `from ${model}`
  progress.done(`${data.pairs.length} pairs, ${start}, ${teacher.steps} steps`)
  return true
}

/** The part of the settings that the two large towers depend on, as it is read again from a file. */
function withoutStudent({ settings: { student: _, ...settings }, ...digests }: TrainedWith): unknown {
  return JSON.parse(JSON.stringify({ ...digests, settings })) as unknown
}
