import { join } from 'node:path'
import { DataError } from '@towerkit/core'
import { readJson } from '@towerkit/backbones'

type Json = Readonly<Record<string, unknown>>

/** A module of a sentence-transformers folder: the last part of its class, and its folder. */
export interface EncoderModule {
  readonly kind: string
  /** Within the folder. */
  readonly path: string
}

/** Prompts of a folder, and the rest of config_sentence_transformers.json. */
export interface PromptSettings {
  readonly prompts: Readonly<Record<string, string>>
  readonly defaultPrompt?: string
  readonly whole: Json
}

/**
 * The class that is written for a kind of module: sentence-transformers' module, or, if it has none, one of our own,
 * which it refuses.
 */
export function classOf(kind: string): string {
  return kind === 'StaticAttention' ? `towerkit.${kind}` : `sentence_transformers.models.${kind}`
}

/** The modules that modules.json lists; none if there is no such file. @throws {DataError} if it is malformed. */
export async function encoderModules(folder: string): Promise<EncoderModule[]> {
  const json: unknown = await readJson(join(folder, 'modules.json'), [])
  if (!Array.isArray(json)) throw new DataError('textEncoder: modules.json is no list. Give the unchanged file.')
  return (json as Json[]).map(module => {
    const { type, path } = Object(module) as Json
    return moduleOf(type, path, module)
  })
}

/** Checks a module as a file names it. @throws {DataError} for a path that leaves the folder. */
export function moduleOf(type: unknown, path: unknown, found: unknown): EncoderModule {
  if (typeof type !== 'string' || typeof path !== 'string' || /^[/\\]|\.\./.test(path))
    throw new DataError(
      `textEncoder: a module is ${JSON.stringify(found)?.slice(0, 80)}. A module needs a type and a path within ` +
        'the folder.',
    )
  return { kind: type.split('.').at(-1)!, path }
}

/** Reads the prompts. @throws {DataError} if one is no text, or the default one is not there. */
export async function promptSettings(folder: string): Promise<PromptSettings> {
  const whole: Json = await readJson(join(folder, 'config_sentence_transformers.json'), {})
  const prompts = Object(whole['prompts'] ?? {}) as Record<string, unknown>
  const wrong = Object.entries(prompts).find(([, prompt]) => typeof prompt !== 'string')
  if (wrong)
    throw new DataError(
      `textEncoder: the prompt "${wrong[0]}" is no text. Correct config_sentence_transformers.json.`,
      { prompt: wrong[0] },
    )
  const defaultPrompt = whole['default_prompt_name'] ?? undefined
  if (defaultPrompt !== undefined && (typeof defaultPrompt !== 'string' || !Object.hasOwn(prompts, defaultPrompt))) {
    throw new DataError(
      `textEncoder: default_prompt_name is ${JSON.stringify(defaultPrompt)}, and prompts has no such name. ` +
        'Correct config_sentence_transformers.json.',
      { defaultPrompt },
    )
  }
  return { prompts: prompts as Record<string, string>, whole, ...(defaultPrompt !== undefined && { defaultPrompt }) }
}
