import { prepareRecommender } from '../recommend/prepare-recommender.ts'
import { counted, type Command } from './command.ts'
import { recommendFolder } from './recommend-folder.ts'

export const recommendPrepare: Command = {
  parameters: '<interactions> [items]',
  parameterCount: [1, 2],
  folder: recommendFolder,
  details:
    'Both are tables (.csv, .tsv, .jsonl, .parquet). Interactions have a user, an item and a time, as ratings.csv\n' +
    'of MovieLens; items have an id. Columns of lists separated by | become categories, all can be filtered by.',
  options: {},
  async run(context) {
    const [interactions, items] = context.parameters as [string, string?]
    const prepared = await prepareRecommender({ interactions, items }, context)
    return {
      text:
        `${counted(prepared.interactions, 'interaction')} of ${counted(prepared.users, 'user')}, ` +
        `${counted(prepared.items, 'item')}, ${counted(prepared.categories, 'category', 'categories')}; the last two ` +
        `events of ${prepared.heldOut} users are held out. Next: towerkit recommend train.`,
      json: prepared,
    }
  },
}
