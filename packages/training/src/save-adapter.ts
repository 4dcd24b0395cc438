import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ArgumentError } from '@towerkit/core'
import { writeFileAtomically, writeSafetensors } from '@towerkit/runtime'
import type { LowRankChange } from './adapted-tower.ts'

/** What an adapter's files say besides its matrices. */
export interface AdapterSettings {
  /** Path or name of the model that is adapted. */
  readonly base: string | undefined
  readonly rank: number
  readonly alpha: number
}

/**
 * Writes adapter_config.json and adapter_model.safetensors, with PEFT's names.
 *
 * @throws {ArgumentError} if it is not known which model was adapted.
 */
export async function saveAdapter(
  folder: string,
  changes: readonly LowRankChange[],
  { base, rank, alpha }: AdapterSettings,
): Promise<void> {
  if (base === undefined)
    throw new ArgumentError(
      'lora: nothing says which model was adapted. Save that model, and give its folder as base, so that the adapter ' +
        'can be loaded.',
    )
  await mkdir(folder, { recursive: true })
  const tensors = Object.fromEntries(
    changes.flatMap(({ name, a, b }) => [
      [`base_model.model.${name}.lora_A.weight`, a],
      [`base_model.model.${name}.lora_B.weight`, b],
    ]),
  )
  await writeSafetensors(join(folder, 'adapter_model.safetensors'), tensors, { metadata: { format: 'pt' } })
  const config = {
    peft_type: 'LORA',
    base_model_name_or_path: base,
    task_type: 'FEATURE_EXTRACTION',
    r: rank,
    lora_alpha: alpha,
    lora_dropout: 0,
    bias: 'none',
    target_modules: changes.map(({ name }) => name),
  }
  await writeFileAtomically(join(folder, 'adapter_config.json'), [
    new TextEncoder().encode(`${JSON.stringify(config, undefined, 2)}\n`),
  ])
}
