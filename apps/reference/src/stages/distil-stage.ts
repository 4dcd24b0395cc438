import { distilQueryTower } from '../distil-query-tower.ts'
import { loadTrainingData } from '../prepare/load-training-data.ts'
import { preparedFiles } from '../prepare/prepared-data.ts'
import { searchTextsDigest } from '../search/search-text.ts'
import type { DemoSettings } from '../settings.ts'
import { towerFolders } from '../towers/open-tower.ts'
import { requireSealed, sealFolder, unsealFolder } from '../towers/sealed-folder.ts'
import { fileDigest, withStore, type StageContext } from './stage-context.ts'

/** Distils the query tower into a smaller one, unless that is there. @returns whether it did. */
export async function distilStage(
  context: StageContext,
  { settings }: { readonly settings: DemoSettings },
): Promise<boolean> {
  const { workspace, progress } = context
  const teacher = await requireSealed(workspace.path(towerFolders.teacher))
  const wanted = {
    ...settings.student,
    seed: settings.seed,
    teacher,
    texts: searchTextsDigest(),
    pairs: await fileDigest(context, preparedFiles.pairs),
  }
  return workspace.stage(
    'student',
    wanted,
    async () => {
      progress.stage('Distilling the query tower')
      const data = await withStore(context, store => loadTrainingData(store, workspace))
      await unsealFolder(workspace.path(towerFolders.student))
      await distilQueryTower(data, settings, context)
      await sealFolder(workspace.path(towerFolders.student))
      const { layers, attention, steps } = settings.student
      const words = attention ? 'words and attention' : 'the mean of words'
      progress.done(`${layers === 0 ? words : `${layers} ${layers === 1 ? 'layer' : 'layers'}`}, ${steps} steps`)
    },
    { leftovers: 'student-checkpoints' },
  )
}
