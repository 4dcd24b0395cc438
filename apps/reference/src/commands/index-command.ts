import { indexStage } from '../stages/index-stage.ts'
import type { Command } from './command.ts'

export const indexCommand: Command = {
  parameters: '',
  parameterCount: [0, 0],
  details: 'The index is a cache of the store: search and serve build it by themselves where it is missing or older than the store.',
  options: {},
  async run(context) {
    const { built, vectors } = await indexStage(context)
    return { text: `${vectors} vectors, ${built ? 'indexed' : 'indexed before'}.`, json: { built, vectors } }
  },
}
