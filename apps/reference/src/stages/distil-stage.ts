import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { distilQueryTower } from '../distil-query-tower.ts'
import { loadTrainingData } from '../prepare/load-training-data.ts'
import { preparedFiles } from '../prepare/prepared-data.ts'
import { searchTextsDigest } from '../search/search-text.ts'
import type { DemoSettings } from '../settings.ts'
import { removeSealed, requireSealed } from '../towers/sealed-folder.ts'
import { hasTower, publishStudent, towerFolders, writeJson, type TowerSet } from '../towers/tower-sets.ts'
import { openWorkspace } from '../workspace.ts'
import { keptTrainingData } from './kept-training-data.ts'
import { fileDigest, towersChanged, trainingFolder, withStore, type StageContext } from './stage-context.ts'

/** Names the settings of the student, in the folder of its set. */
const studentSettings = 'student-settings.json'

/** Distils the query tower of a set into a smaller one, unless that is there. @returns whether it did. */
export async function distilStage(
  context: StageContext,
  { settings, towers }: { readonly settings: DemoSettings; readonly towers: TowerSet },
): Promise<boolean> {
  const { workspace, progress } = context
  const teacher = await requireSealed(towers.path('teacher'))
  const wanted = JSON.stringify({
    ...settings.student,
    seed: settings.seed,
    teacher,
    texts: searchTextsDigest(),
    pairs: await fileDigest(context, preparedFiles.pairs),
  })
  const settingsPath = join(towers.folder, studentSettings)
  const madeWith: unknown = await readFile(settingsPath, 'utf8').then(JSON.parse, () => undefined)
  if ((await hasTower(towers, 'student')) && madeWith === wanted) return false
  progress.stage('Distilling the query tower')
  const training = await openWorkspace(workspace.path(trainingFolder))
  const kept = await keptTrainingData(training, 'distil-data', {
    settings: wanted,
    load: () => withStore(context, store => loadTrainingData(store, workspace)),
  })
  await training.stage(
    'distilled',
    wanted,
    () =>
      distilQueryTower(kept.data, settings, {
        context: { ...context, workspace: training },
        teacher: towers.path('teacher'),
      }),
    { leftovers: 'student-checkpoints' },
  )
  await publishStudent(towers, training.path(towerFolders.student))
  await writeJson(settingsPath, wanted)
  await removeSealed(training.path(towerFolders.student))
  await training.forget('distilled')
  await kept.remove()
  await withStore(context, async store => towersChanged(store))
  const { layers, attention, steps } = settings.student
  const words = attention ? 'words and attention' : 'the mean of words'
  progress.done(`${layers === 0 ? words : `${layers} ${layers === 1 ? 'layer' : 'layers'}`}, ${steps} steps`)
  return true
}
