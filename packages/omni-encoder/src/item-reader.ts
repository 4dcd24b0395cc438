import { AbortedError, ArgumentError, DataError, type StateCache } from '@towerkit/core'
import type { Tensor } from '@towerkit/graph'
import { decodeSound, type Sound } from '@towerkit/media'
import { createSessionPool, servedGraphs, type SessionPool, type SessionPoolOptions } from '@towerkit/runtime'
import type { OmniNetwork } from './network-parts.ts'
import { trunksOf } from './network-parts.ts'
import { checkedItem, type SoundInput } from './omni-item.ts'
import { stacked, textBatch } from './pack-units.ts'
import { pictureUnit, videoUnits } from './picture-units.ts'
import type { ReadyItem, ReadyUnit } from './ready-item.ts'
import { soundTensors } from './sound-reading.ts'
import { soundInput, type SoundTrunk } from './sound-trunk.ts'
import { loadedSource } from './source-bytes.ts'
import { idsOf, textUnits, unitOfIds } from './text-units.ts'
import type { Modality } from './trunk.ts'
import { trunkServer, type TrunkServer, type TrunkUnit } from './trunk-server.ts'

/** Reads items: their files, and what frozen trunks make of them. */
export interface ItemReader {
  /**
   * @throws {DataError | UnsupportedError | MissingPeerError} for a file that cannot be read; {ArgumentError} for an
   *   item without a part, or with one that the encoder cannot read.
   */
  read(
    item: unknown,
    options: { readonly prompt: string; readonly signal?: AbortSignal | undefined },
  ): Promise<ReadyItem>
  close(): Promise<void>
}

/** Makes the reader of a network. */
export function itemReader(
  network: OmniNetwork,
  { cache, session }: { readonly cache: StateCache; readonly session: SessionPoolOptions },
): ItemReader {
  const graphs = servedGraphs<SessionPool>(session)
  const servers = new Map<Modality, TrunkServer>()
  for (const [part, trunk] of Object.entries(trunksOf(network)) as [Modality, NonNullable<OmniNetwork[Modality]>][]) {
    if (network.trained.includes(part)) continue
    servers.set(
      part,
      trunkServer(trunk, {
        cache,
        pool: model => graphs.open(part, budget => createSessionPool(model(), { ...session, budget })),
        pack: units => (part === 'text' ? textBatch(units, network.text) : stacked(units, trunk.inputs)),
        ...(part === 'text' && { tokensOf: (unit: Readonly<Record<string, Tensor>>) => idsOf(unit).length }),
        batchSize: trunk.batchSize,
      }),
    )
  }
  const ready = async (part: Modality, unit: TrunkUnit): Promise<ReadyUnit[]> => {
    const server = servers.get(part)
    return server ? [{ states: await server.tokens(unit) }] : (await unit.tensors()).map(tensors => ({ tensors }))
  }
  const one = async (part: Modality, unit: TrunkUnit) => (await ready(part, unit))[0]!
  const videoTokens = async (video: string | Uint8Array, signal: AbortSignal | undefined) => {
    const units = await videoUnits(video, network.vision!, { count: network.choices.videoFrames, signal })
    return Promise.all(units.map(async (unit, frame) => ({ unit: await one('vision', unit), frame })))
  }
  return {
    async read(item, { prompt, signal }) {
      const checked = checkedItem(item)
      const { pictures, video, sound } = checked
      const texts = textUnits(checked, prompt, network)
      const hasPictures = pictures.length > 0 || video !== undefined
      const hasContent = hasPictures || sound !== undefined || texts.some(({ kind }) => kind > 0)
      if (!hasContent)
        throw new ArgumentError('encode: an item has no text, picture or sound. Give it at least one part.', { item })
      if (hasPictures && !network.vision) throw noTrunk('pictures', 'vision')
      if (sound !== undefined && !network.sound) throw noTrunk('a sound', 'sound')
      const result = await Promise.all([
        sound === undefined ? [] : ready('sound', await soundUnit(sound, network.sound!, signal)),
        Promise.all(
          pictures.map(async ({ input, frame }) => ({
            unit: await one('vision', await pictureUnit(input, network.vision!, signal)),
            frame,
          })),
        ),
        video === undefined ? [] : videoTokens(video, signal),
        Promise.all(
          texts.map(async ({ ids, kind }) => ({
            unit: await one('text', { content: `text ${ids.join()}`, tensors: async () => [unitOfIds(ids)] }),
            tokens: ids.length,
            kind,
          })),
        ),
      ])
      if (signal?.aborted) throw new AbortedError('encode: stopped by the caller.', { cause: signal.reason })
      return { sound: result[0], pictures: [...result[1], ...result[2]], texts: result[3] }
    },
    close: graphs.close,
  }
}

function noTrunk(what: string, option: string): ArgumentError {
  return new ArgumentError(`encode: an item has ${what}, and the encoder no trunk for it. Make one with ${option}.`)
}

async function soundUnit(
  input: SoundInput,
  { reading }: SoundTrunk,
  signal: AbortSignal | undefined,
): Promise<TrunkUnit> {
  const { bytes, decoded, hash, name } = await loadedSource(input, signal)
  return {
    content: `sound ${hash} ${JSON.stringify(reading)}`,
    async tensors() {
      const sound =
        decoded ?? (await decodeSound(bytes!, { ...(name !== undefined && { name }), ...(signal && { signal }) }))
      requireSamples(sound, name === undefined ? 'a sound' : `"${name}"`)
      return (await soundTensors(sound, reading, signal)).map(tensor => ({ [soundInput]: tensor }))
    },
  }
}

/** @throws {DataError} if there is no sample, or one is not finite. */
function requireSamples({ channels }: Sound, name: string): void {
  if (!channels.some(({ length }) => length > 0))
    throw new DataError(`encode: ${name} has no samples. Leave it out.`, { name })
  for (const channel of channels) {
    const at = channel.findIndex(sample => !Number.isFinite(sample))
    if (at >= 0)
      throw new DataError(`encode: sample ${at} of ${name} is ${channel[at]}. Give finite numbers.`, {
        name,
        sample: at,
      })
  }
}
