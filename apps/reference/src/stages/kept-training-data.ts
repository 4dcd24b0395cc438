import { rm } from 'node:fs/promises'
import type { KeyedPair } from '@towerkit/training'
import { readJsonLines, writeJsonLines } from '../json-lines.ts'
import type { TrainingData } from '../training-data.ts'
import type { Workspace } from '../workspace.ts'

type Line = KeyedPair | TrainingData['documents'][number]

/** Training data that stay the same until the stage that reads them has ended. */
export interface KeptTrainingData {
  readonly data: TrainingData
  /** Removes the copy, so that the next stage reads the documents anew. */
  remove(): Promise<void>
}

/**
 * The data of a stage of training as they were when it began. A server may add and remove documents while the stage is
 * stopped; run again with the same settings it goes on with the texts that its checkpoints were made of.
 *
 * @param name Names the copy in the folder `training`.
 * @param options.settings A copy for other settings is made anew.
 * @param options.load Reads the data of now.
 */
export async function keptTrainingData(
  training: Workspace,
  name: string,
  { settings, load }: { readonly settings: unknown; readonly load: () => Promise<TrainingData> },
): Promise<KeptTrainingData> {
  const path = training.path(`${name}.jsonl`)
  await training.stage(name, settings, async () => {
    const { pairs, documents } = await load()
    await writeJsonLines(path, [...pairs, ...documents])
  })
  const lines = await readJsonLines<Line>(path)
  return {
    data: {
      pairs: lines.filter(line => 'query' in line),
      documents: lines.filter(line => 'id' in line),
    },
    remove: async () => {
      await training.forget(name)
      await rm(path, { force: true })
    },
  }
}
