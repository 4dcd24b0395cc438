import { indexStage } from '../stages/index-stage.ts'
import { rerankerStage } from '../stages/reranker-stage.ts'
import type { Command } from './command.ts'
import { openReranker, serviceOptions } from './open-service.ts'

export const indexCommand: Command = {
  parameters: '',
  parameterCount: [0, 0],
  details:
    'The index is a cache of the store: search and serve build it by themselves where it is missing or older than ' +
    'the store. With a reranker, passages are encoded for it too.',
  options: { reranker: serviceOptions['reranker']! },
  async run(context) {
    const { built, vectors } = await indexStage(context)
    const reranker = await openReranker(context)
    const states = reranker && (await rerankerStage(context, reranker))
    return {
      text:
        `${vectors} vectors, ` +
        `${built ? 'indexed' : 'indexed before'}.` +
        (states ? ` ${states.segments} passages for the reranker, ${states.encoded} of them encoded now.` : ''),
      json: { built, vectors, ...(states && { reranker: states }) },
    }
  },
}
