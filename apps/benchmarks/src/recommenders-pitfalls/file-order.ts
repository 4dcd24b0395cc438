import { readInteractions, type Interaction } from '@towerkit/datasets'
import type { StudyData } from '../recommenders/study-data.ts'

/** The same interactions, those of one time as they stand in the file. */
export async function fileOrder(folder: string, { items }: StudyData): Promise<StudyData> {
  const numbers = new Map(items.map((name, i) => [name, i]))
  const histories = new Map<string, Interaction[]>()
  for await (const interaction of readInteractions(`${folder}/ratings.csv`))
    histories.set(interaction.user, [...(histories.get(interaction.user) ?? []), interaction])
  return {
    items,
    categoryCount: 0,
    histories: Array.from(histories.values(), own =>
      Int32Array.from(
        own.sort((a, b) => a.time - b.time),
        ({ item }) => numbers.get(item)!,
      ),
    ),
  }
}
