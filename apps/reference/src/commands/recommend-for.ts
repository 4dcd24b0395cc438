import { openRecommendations } from '../recommend/open-recommendations.ts'
import type { RecommendationAnswer } from '../recommend/recommendation-service.ts'
import { wholeNumber, type Command } from './command.ts'
import { parseWhere } from './parse-where.ts'
import { recommendFolder } from './recommend-folder.ts'

export const recommendFor: Command = {
  parameters: '[item] ...',
  parameterCount: [0, Infinity],
  folder: recommendFolder,
  details: 'Items are what somebody had, by their ids, the latest last. Without any, the popular ones are the answer.',
  options: {
    limit: { type: 'string', value: '<number>', help: 'most items; default 10' },
    where: { type: 'string', value: '<json>', help: 'only items with these metadata: {"genres": "Crime"}' },
  },
  async run({ workspace, options, parameters, signal }) {
    const limit = wholeNumber(options, 'limit', [1, 1000]) ?? 10
    const where = parseWhere(options['where'])
    await using service = await openRecommendations(workspace)
    const answer = await service.recommend({ history: parameters, limit, signal, ...(where && { where }) })
    return { text: formatted(answer), json: answer }
  },
}

function formatted({ items, unknown, isPopular }: RecommendationAnswer): string {
  return [
    ...(unknown.length > 0 ? [`Not in the catalogue, passed over: ${unknown.join(', ')}.`] : []),
    ...(isPopular ? ['Nothing is known of this user: the most popular items.'] : []),
    ...(items.length === 0 ? ['Nothing is left to recommend.'] : []),
    ...items.map(({ item, title, score }, i) => {
      const name = title === '' ? item : `${title}  (${item})`
      return `${i + 1}. ${name}${isPopular ? '' : `  ${score.toFixed(3)}`}`
    }),
  ].join('\n')
}
