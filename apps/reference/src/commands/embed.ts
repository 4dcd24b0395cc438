import { embedStage } from '../stages/index-stage.ts'
import type { Command } from './command.ts'

export const embed: Command = {
  parameters: '',
  parameterCount: [0, 0],
  details:
    'Stores the vectors bit by bit: a run that was stopped goes on. Until all are there, the towers before answer.',
  options: {},
  async run(context) {
    const encoded = await embedStage(context)
    return { text: `${encoded} documents encoded.`, json: { encoded } }
  },
}
