import { readFile } from 'node:fs/promises'
import { distilStage } from '../stages/distil-stage.ts'
import { withStore } from '../stages/stage-context.ts'
import { textKindFact, type TextKind } from '../search/search-text.ts'
import type { Workspace } from '../workspace.ts'
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
    const kind = await withStore(context, async store => (store.fact(textKindFact) ?? 'plain') as TextKind)
    const teacher = await trainedSettings(context.workspace)
    const made = trainingSettings(context.options, { kind, tower: 'student', pretrained: teacher.model !== undefined })
    const settings = { ...made, ...teacher.settings, student: made.student, model: teacher.model }
    const distilled = await distilStage(context, { settings })
    return {
      text: distilled
        ? 'Distilled. It answers from now on.'
        : 'The student is there, of the same teacher and settings.',
      json: { distilled, ...settings.student },
    }
  },
}

/** The settings of the teacher that is there: the student shares its vocabulary and lengths. */
async function trainedSettings({
  path,
}: Workspace): Promise<{ readonly model?: string; readonly settings: Partial<ReturnType<typeof trainingSettings>> }> {
  const text = await readFile(path('towers.done'), 'utf8').catch(() => '{}')
  const {
    model,
    pairs: _,
    seed: __,
    ...settings
  } = JSON.parse(text) as { model?: string; pairs?: string; seed?: number } & Partial<
    ReturnType<typeof trainingSettings>
  >
  return { settings, ...(model !== undefined && { model }) }
}
