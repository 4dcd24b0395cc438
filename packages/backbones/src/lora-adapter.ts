import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DataError, UnsupportedError } from '@towerkit/core'
import { addLowRank, type Tensor } from '@towerkit/graph'
import { readSafetensors } from '@towerkit/runtime'
import { readJson } from './read-json.ts'

/** What adapter_config.json of PEFT says, as far as it changes the result. */
export interface LoraAdapter {
  /** Path or name of the model that is adapted. */
  readonly base: string
  /** Adds the changes to the weights of the base: W ← W + s·B·A. */
  merge(weights: Readonly<Record<string, Tensor>>): Promise<void>
}

/**
 * Reads a folder of PEFT with a LoRA adapter.
 *
 * @param base Used instead of the one that the folder names.
 * @returns undefined if the folder has no adapter_config.json.
 * @throws {UnsupportedError} for another kind of adapter, or a setting that this version cannot compute; {DataError} if
 *   it names no base.
 *
 * @see Hu et al., LoRA, 2021, equation 3; Kalajdzievski, A rank stabilization scaling factor, 2023 (`use_rslora`).
 */
export async function loraAdapter(folder: string, base?: string): Promise<LoraAdapter | undefined> {
  const config = await readJson(join(folder, 'adapter_config.json'), {})
  if (Object.keys(config).length === 0) return undefined
  requirePlainLora(config)
  const named = base ?? config['base_model_name_or_path']
  if (typeof named !== 'string' || named === '')
    throw new DataError(
      `loadTextModel: adapter_config.json in "${folder}" does not name its base. Give base: the folder or the ` +
        'name of ' +
        'the model that was adapted.',
      { folder },
    )
  return {
    base: await placeOf(named, folder),
    async merge(weights) {
      const { tensors } = await readSafetensors(join(folder, 'adapter_model.safetensors'), { widen: true })
      const names = Object.keys(tensors)
      for (const name of names.filter(each => /\.lora_(embedding_)?A(\.weight)?$/.test(each))) {
        const isTable = name.includes('lora_embedding_')
        const module = name.replace(/^base_model\.model\./, '').replace(/\.lora_(embedding_)?A(\.weight)?$/, '')
        const target = Object.keys(weights).find(
          each => each === `${module}.weight` || `${module}.weight`.endsWith(`.${each}`),
        )
        const a = tensors[name]!
        const b = tensors[name.replace(/A(\.weight)?$/, 'B$1')]
        if (target === undefined || b === undefined)
          throw new DataError(
            `loadTextModel: the adapter changes "${module}", which ` +
              `${target === undefined ? 'the base does not have' : 'lacks its B'}. ` +
              'Give the base that was adapted.',
            { module },
          )
        addLowRank(weights[target]!, { a, b, isTable, scale: scaleOf(config, module, a.shape[0]!) })
      }
      const other = names.find(each => !/\.lora_(embedding_)?[AB](\.weight)?$/.test(each))
      if (other !== undefined)
        throw new UnsupportedError(
          `loadTextModel: the adapter holds "${other}". This version merges matrices of LoRA only: merge it with ` +
            'PEFT ' +
            'and save the whole model.',
          { tensor: other },
        )
    },
  }
}

/** A path is the caller's, or one next to the adapter. */
async function placeOf(base: string, folder: string): Promise<string> {
  const isFolder = (path: string) =>
    stat(path).then(
      found => found.isDirectory(),
      () => false,
    )
  return !(await isFolder(base)) && (await isFolder(resolve(folder, base))) ? resolve(folder, base) : base
}

/** Settings that change more than W ← W + s·B·A, unless they are empty. */
const otherSettings = [
  'modules_to_save',
  'use_dora',
  'use_qalora',
  'use_bdlora',
  'lora_bias',
  'fan_in_fan_out',
  'layer_replication',
  'alora_invocation_tokens',
  'arrow_config',
  'kasa_config',
  'monteclora_config',
  'velora_config',
  'target_parameters',
  'trainable_token_indices',
]

function requirePlainLora(config: Readonly<Record<string, unknown>>): void {
  const isEmpty = (value: unknown) => !value || (typeof value === 'object' && Object.keys(value).length === 0)
  const wrong =
    config['peft_type'] !== 'LORA'
      ? 'peft_type'
      : (config['bias'] ?? 'none') !== 'none'
        ? 'bias'
        : otherSettings.find(field => !isEmpty(config[field]))
  if (wrong === undefined) return
  throw new UnsupportedError(
    `loadTextModel: adapter_config.json has ${wrong} ${JSON.stringify(config[wrong])}. This version merges plain ` +
      'LoRA: ' +
      'merge the adapter with PEFT and save the whole model.',
    { field: wrong },
  )
}

/** α/r, or α/√r if the ranks are stabilised; both may differ by module. */
function scaleOf(config: Readonly<Record<string, unknown>>, module: string, rank: number): number {
  const patterns = Object(config['alpha_pattern'] ?? {}) as Readonly<Record<string, number>>
  const own = Object.entries(patterns).find(([pattern]) => new RegExp(`(^|\\.)(${pattern})$`).test(module))?.[1]
  const alpha = own ?? config['lora_alpha'] ?? 8
  return Number(alpha) / (config['use_rslora'] === true ? Math.sqrt(rank) : rank)
}
