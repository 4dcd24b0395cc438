import { evaluateRecommender } from '../recommend/evaluate-recommender.ts'
import { reportText } from '../recommend/report-text.ts'
import type { Command } from './command.ts'
import { recommendFolder } from './recommend-folder.ts'

export const recommendEvaluate: Command = {
  parameters: '',
  parameterCount: [0, 0],
  folder: recommendFolder,
  details: 'Chooses whether the ranker orders answers; until then it does not.',
  options: {},
  async run(context) {
    const report = await evaluateRecommender(context)
    return { text: reportText(report), json: report }
  },
}
