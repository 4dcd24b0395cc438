import { ArgumentError } from '@towerkit/core'
import { poolings, type Pooling } from '../pooling.ts'

/** The caller's settings for a folder, which override its files. */
export interface FolderChoices {
  /** How hidden states become one vector; several are concatenated. Default: what modules.json says. */
  readonly pooling?: Pooling | readonly Pooling[]
  /** Scales embeddings to unit length. Default: what modules.json says. */
  readonly normalize?: boolean
  /** Texts are cut to this many tokens. Default: what the folder says. */
  readonly maxLength?: number
  /** By name (`query`, `document`): each replaces the folder's prompt of that name. */
  readonly prompts?: Readonly<Record<string, string>>
  /**
   * Opens a model that brings code of its own (`auto_map`) as the architecture that its `model_type` names; the code is
   * not run. Default false: it is refused.
   */
  readonly ignoreCode?: boolean
  /** Of the folder of a PEFT adapter: path or name of the model that was adapted. Default: the one that it names. */
  readonly base?: string
  /**
   * Called with a description of whatever had to be guessed, such as the pooling. Default: a warning of the process.
   */
  readonly onWarning?: (message: string) => void
}

/** Every choice. */
export const folderChoiceNames: Readonly<Record<keyof FolderChoices, true>> = {
  pooling: true,
  normalize: true,
  maxLength: true,
  prompts: true,
  ignoreCode: true,
  base: true,
  onWarning: true,
}

/** The chosen poolings as a list. @throws {ArgumentError} for one that is not here, and for none. */
export function chosenPooling({ pooling }: FolderChoices): readonly Pooling[] | undefined {
  if (pooling === undefined) return undefined
  const list = [pooling].flat() as readonly Pooling[]
  const unknown = list.length === 0 ? '[]' : list.find(each => !poolings.includes(each))
  if (unknown === undefined) return list
  throw new ArgumentError(`textEncoder: pooling is ${JSON.stringify(unknown)}. Give ${poolings.join(', ')}.`, {
    pooling,
  })
}

/** The folder's prompts with the chosen ones. @throws {ArgumentError} for one that is no text. */
export function withChosenPrompts(
  saved: Readonly<Record<string, string>>,
  { prompts = {} }: FolderChoices,
): Readonly<Record<string, string>> {
  const wrong = Object.entries(prompts).find(([, prompt]) => typeof prompt !== 'string')
  if (wrong)
    throw new ArgumentError(`textEncoder: the prompt "${wrong[0]}" is ${typeof wrong[1]}. Give strings.`, { prompts })
  return { ...saved, ...prompts }
}

/** Reports a guessed pooling. */
export function warnOfGuess(
  folder: string,
  { normalize, maxLength }: { readonly normalize: boolean; readonly maxLength: number },
  { onWarning = message => process.emitWarning(message) }: FolderChoices,
): void {
  onWarning(
    `textEncoder: nothing in "${folder}" says how its states are pooled, so embeddings are their mean, ` +
      `${normalize ? 'of unit length' : 'not normalised'}, of at most ${maxLength} tokens. Give pooling, ` +
      'normalize and ' +
      'maxLength as the card of the model says.',
  )
}
