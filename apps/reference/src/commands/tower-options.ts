import { demoSettings, type DemoSettings } from '../settings.ts'
import type { TextKind } from '../search/search-text.ts'
import { UsageError, wholeNumber, type CommandContext, type CommandOption } from './command.ts'

/** Options of commands that train. */
export const trainingOptions: Readonly<Record<string, CommandOption>> = {
  steps: { type: 'string', value: '<number>', help: 'steps of the optimiser' },
  layers: { type: 'string', value: '<number>', help: 'transformer blocks; 0 is a mean of words' },
  batch: { type: 'string', value: '<number>', help: 'pairs of a step' },
  seed: { type: 'string', value: '<number>', help: 'source of all randomness; default 1' },
}

/** Sizes that fit documents of any kind: declarations are short. */
const plainLengths = { queryLength: 48, documentLength: 128 }

/** What a pretrained model is trained with, where nothing else is asked for. */
const fromModel = { batchSize: 32, steps: 200, learningRate: 2e-5, mineEvery: 100 }

/** What its students are trained with: a table of words, one with attention to them, and blocks. */
const studentOfModel = {
  words: { batchSize: 256, steps: 2000, learningRate: 2e-2 },
  attention: { batchSize: 256, steps: 2000, learningRate: 2e-3, attention: 64 },
  blocks: { batchSize: 64, steps: 800, learningRate: 1e-3 },
}

/** The settings of a run: the demo's, made to fit the texts, and what the options say. */
export function trainingSettings(
  options: CommandContext['options'],
  {
    kind,
    tower,
    pretrained,
  }: { readonly kind: TextKind; readonly tower: 'teacher' | 'student'; readonly pretrained: boolean },
): DemoSettings {
  const base = kind === 'code' ? demoSettings : { ...demoSettings, ...plainLengths }
  const layers = wholeNumber(options, 'layers', [0, 100])
  const attention = wholeNumber(options, 'attention', [0, 1024])
  if (attention && (!pretrained || layers))
    throw new UsageError(
      '--attention is for the words of a pretrained model, ' +
        `${pretrained ? 'which --layers 0 keeps alone' : 'which train --model starts from'}. Leave it out.`,
    )
  const run = given({
    steps: wholeNumber(options, 'steps', [0, 1e7]),
    batchSize: wholeNumber(options, 'batch', [2, 65_536]),
  })
  const languageModel = given({
    layers: tower === 'teacher' ? layers : undefined,
    width: wholeNumber(options, 'width', [4, 8192]),
    vocabularySize: wholeNumber(options, 'vocabulary', [50, 1e6]),
  })
  const { words } = base.languageModel
  return {
    ...base,
    seed: wholeNumber(options, 'seed', [0, 2 ** 31]) ?? base.seed,
    languageModel: {
      ...base.languageModel,
      ...(kind !== 'code' && { words: { ...words, batchSize: words.batchSize / 4 } }),
      ...languageModel,
    },
    ...(tower === 'teacher'
      ? { teacher: { ...base.teacher, ...(pretrained && fromModel), ...run } }
      : {
          student: {
            ...base.student,
            ...(pretrained && studentOfModel[layers ? 'blocks' : attention === 0 ? 'words' : 'attention']),
            ...run,
            ...given({ layers, attention }),
          },
        }),
  }
}

/** What was given of some options. */
function given<Options extends object>(
  options: Options,
): { [Name in keyof Options]?: Exclude<Options[Name], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Options]?: Exclude<Options[Name], undefined>
  }
}
