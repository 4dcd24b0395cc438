import { distilStage } from '../stages/distil-stage.ts'
import { requireTowers, withStore } from '../stages/stage-context.ts'
import { textKindFact, type TextKind } from '../search/search-text.ts'
import type { Command } from './command.ts'
import { trainingOptions, trainingSettings } from './tower-options.ts'

export const distil: Command = {
  parameters: '',
  parameterCount: [0, 0],
  details: 'Document tower, vectors and index stay as they are.',
  options: {
    attention: {
      type: 'string',
      value: '<number>',
      help:
        'of a pretrained model: words are weighed by the text that they stand in, by queries and keys of this ' +
        'length; default 64; 0 is their mean',
    },
    ...trainingOptions,
  },
  async run(context) {
    const towers = await requireTowers(context.workspace)
    const kind = await withStore(context, async store => (store.fact(textKindFact) ?? 'plain') as TextKind)
    const { settings: teacher } = towers.trainedWith
    const pretrained = teacher.model !== undefined
    const { student, seed } = trainingSettings(context.options, { kind, tower: 'student', pretrained })
    // The student shares the vocabulary and the lengths of its teacher.
    const distilled = await distilStage(context, { settings: { ...teacher, student, seed }, towers })
    return {
      text: distilled
        ? 'Distilled. It answers from now on.'
        : 'The student is there, of the same teacher and settings.',
      json: { distilled, ...student },
    }
  },
}
