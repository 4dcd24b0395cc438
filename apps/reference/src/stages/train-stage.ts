import { trainTowers } from '../train-towers.ts'
import { loadTrainingData } from '../prepare/load-training-data.ts'
import { preparedFiles } from '../prepare/prepared-data.ts'
import { searchTextsDigest } from '../search/search-text.ts'
import type { DemoSettings } from '../settings.ts'
import { towerFolders } from '../towers/open-tower.ts'
import { sealFolder, unsealFolder } from '../towers/sealed-folder.ts'
import { fileDigest, withStore, type StageContext } from './stage-context.ts'

/** What `trainStage` takes. */
export interface TrainStageOptions {
  readonly settings: DemoSettings
  /** Folder or hub name of the model that both towers start from. Default: a small one is made of the corpus. */
  readonly model?: string | undefined
}

/** Trains the two large towers on the prepared pairs, unless they are there. @returns whether it did. */
export async function trainStage(context: StageContext, { settings, model }: TrainStageOptions): Promise<boolean> {
  const { workspace, progress } = context
  const { student: _, ...used } = settings
  const wanted = { ...used, model, texts: searchTextsDigest(), pairs: await fileDigest(context, preparedFiles.pairs) }
  return workspace.stage(
    'towers',
    wanted,
    async () => {
      progress.stage('Training two towers')
      const data = await withStore(context, store => loadTrainingData(store, workspace))
      // The student learnt the vectors of towers that go now.
      for (const folder of Object.values(towerFolders)) await unsealFolder(workspace.path(folder))
      await trainTowers(data, { ...settings, model }, context)
      for (const name of ['teacher', 'document'] as const) await sealFolder(workspace.path(towerFolders[name]))
      const {
        languageModel: { layers, width },
        teacher: { steps },
      } = settings
      progress.done(
        `${data.pairs.length} pairs, ` +
          `${model === undefined ? `${layers} ${layers === 1 ? 'layer' : 'layers'} of ${width}` : `from ${model}`}, ` +
          `${steps} steps`,
      )
    },
    { leftovers: 'teacher-checkpoints' },
  )
}
