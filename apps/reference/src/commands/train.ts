import { trainStage } from '../stages/train-stage.ts'
import { withStore } from '../stages/stage-context.ts'
import { textKindFact, type TextKind } from '../search/search-text.ts'
import type { Command } from './command.ts'
import { trainingOptions, trainingSettings } from './tower-options.ts'

export const train: Command = {
  parameters: '',
  parameterCount: [0, 0],
  details:
    'Goes on where it was stopped; does nothing where it was finished with the same pairs and settings.\nWith ' +
    '--model and --steps 0 the pretrained model is taken as it is.',
  options: {
    model: {
      type: 'string',
      value: '<folder or name>',
      help:
        'start from a pretrained model: a folder, or org/name on the hub; default a small one is made of the ' +
        'documents',
    },
    width: { type: 'string', value: '<number>', help: 'width of the blocks, a multiple of 4' },
    vocabulary: { type: 'string', value: '<number>', help: 'rows of the word table' },
    ...trainingOptions,
  },
  async run(context) {
    const { options } = context
    const model = options['model'] as string | undefined
    const kind = await withStore(context, async store => (store.fact(textKindFact) ?? 'plain') as TextKind)
    const settings = trainingSettings(options, { kind, tower: 'teacher', pretrained: model !== undefined })
    const trained = await trainStage(context, { settings, model })
    return {
      text: trained
        ? 'Trained. The towers answer when their vectors are there. Next: towerkit distil, or towerkit embed.'
        : 'Both towers are there, of the same pairs and settings.',
      json: { trained, ...settings.teacher, model },
    }
  },
}
