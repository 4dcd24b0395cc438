import { join } from 'node:path'
import { DataError } from '@towerkit/core'
import { loadWeights, readJson } from '@towerkit/backbones'
import { createParameters, Graph } from '@towerkit/graph'
import type { PicturePreset } from '@towerkit/media'
import { firstWeights, networkParameters } from './network-inputs.ts'
import type { OmniNetwork } from './network-parts.ts'
import { choiceNames, settledChoices, type OmniChoices, type SettledChoices } from './omni-choices.ts'
import type { OmniEncoderParts } from './omni-parts.ts'
import { trunkOutput } from './serving-graphs.ts'
import type { SoundReading } from './sound-reading.ts'
import { soundTrunk } from './sound-trunk.ts'
import { textModel, textTrunk } from './text-trunk.ts'
import type { Modality } from './trunk.ts'
import { visionTrunk } from './vision-trunk.ts'
import { onnxPath, ownWeights } from './write-omni-folder.ts'

/** omni_config.json */
interface OmniConfig extends SettledChoices {
  readonly trained?: readonly Modality[]
  readonly vision?: { readonly preset: PicturePreset; readonly batchSize: number }
  readonly sound?: SoundReading & { readonly batchSize: number }
}

/**
 * Reads a folder that `save` wrote.
 *
 * @param changes Choices that override those of the folder, as far as the weights allow.
 * @throws {DataError} if a file is missing or malformed.
 */
export async function readOmniFolder(
  folder: string,
  changes: OmniChoices & { readonly trained?: readonly Modality[] },
): Promise<OmniEncoderParts> {
  const config = (await readJson(join(folder, 'omni_config.json'))) as unknown as OmniConfig
  const { trained = config.trained ?? [], ...choices } = changes
  const known = Object.fromEntries(Object.entries(config).filter(([name]) => name in choiceNames)) as OmniChoices
  const model = await textModel(join(folder, 'text'), 0)
  const limits = textTrunk(model, 0)
  const settled = settledChoices(
    { ...known, ...choices },
    { width: limits.width, blocks: limits.backbone.blocks.length, longest: model.longest },
  )
  const network: OmniNetwork = {
    choices: settled,
    text: textTrunk(model, settled.textBlocks),
    vision:
      config.vision &&
      (await visionTrunk({ ...config.vision, model: onnxPath(folder, 'vision'), output: trunkOutput })),
    sound:
      config.sound && (await soundTrunk({ ...config.sound, model: onnxPath(folder, 'sound'), output: trunkOutput })),
    trained,
  }
  requireTrunks(network)
  const weights = firstWeights(network, 0)
  const own = ownWeights(network, weights)
  const parameters = createParameters(new Graph())
  for (const { name, shape, initializer } of networkParameters(network).list())
    if (name in own) parameters.get(name, shape, initializer)
  return { network, weights: { ...weights, ...(await loadWeights(folder, parameters)) } }
}

/** @throws {DataError} if a trunk is to be trained that there is not. */
export function requireTrunks(network: OmniNetwork): void {
  const lacking = network.trained.find(part => network[part] === undefined)
  if (lacking !== undefined)
    throw new DataError(
      `omniEncoder: trained names "${lacking}", and there is no such trunk. Give one, or leave it out.`,
      {
        trained: network.trained,
      },
    )
}
