import type { Tensor } from '@towerkit/graph'
import { units as unitKinds } from './kept-tokens.ts'
import type { OmniNetwork } from './network-parts.ts'
import { packUnits, unitRows } from './pack-units.ts'
import { sequenceLength, type ReadyItem, type ReadyUnit } from './ready-item.ts'

/**
 * The tensors of `networkInputs` for some items. A part that none of them has is one row of zeros, which no item reads.
 *
 * @param items At least one, each with a token.
 */
export function packItems(items: readonly ReadyItem[], network: OmniNetwork): Record<string, Tensor> {
  const { choices, vision, sound } = network
  const { latents } = choices
  const sounds = items.filter(item => item.sound.length > 0).map(item => item.sound)
  const visuals = items.filter(item => item.pictures.length > 0).map(item => item.pictures)
  const texts = items.flatMap(item => item.texts)
  const textRows = unitRows(
    texts.map(({ unit }) => unit),
    network.trained.includes('text'),
  )

  const sequence = Math.max(...items.map(item => sequenceLength(item, latents)))
  const layout = new BigInt64Array(items.length * sequence)
  const units = new BigInt64Array(items.length * sequence)
  const firstVisual = 1 + (sound ? Math.max(1, sounds.length) : 0)
  const firstText = firstVisual + (vision ? latents * Math.max(1, visuals.length) : 0)
  let nextSound = 1
  let nextVisual = firstVisual
  let nextText = 0
  for (const [i, item] of items.entries()) {
    let at = i * sequence
    const put = (row: number, kind: number) => {
      layout[at] = BigInt(row)
      units[at++] = BigInt(kind)
    }
    if (item.sound.length > 0) put(nextSound++, unitKinds.sound)
    if (item.pictures.length > 0) for (let latent = 0; latent < latents; latent++) put(nextVisual++, unitKinds.vision)
    for (const { tokens, kind } of item.texts) {
      const start = firstText + textRows[nextText++]!
      for (let token = 0; token < tokens; token++) put(start + token, kind)
    }
  }
  const shape = [items.length, sequence]
  const pack = (part: 'text' | 'vision' | 'sound', all: readonly ReadyUnit[]) => packUnits(part, all, network)
  return {
    layout: { dtype: 'int64', shape, data: layout },
    units: { dtype: 'int64', shape, data: units },
    ...pack(
      'text',
      texts.map(({ unit }) => unit),
    ),
    ...(sound && { ...pack('sound', sounds.flat()), ...soundShares(network, sounds) }),
    ...(vision && {
      ...pack(
        'vision',
        visuals.flatMap(pictures => pictures.map(({ unit }) => unit)),
      ),
      ...visualTensors(visuals, vision.tokens),
    }),
  }
}

/** The share of each piece in the mean of its sound. */
function soundShares({ trained }: OmniNetwork, sounds: readonly ReadyItem['sound'][]): Record<string, Tensor> {
  if (!trained.includes('sound')) return {}
  const rows = Math.max(1, sounds.length)
  const pieces = Math.max(
    1,
    sounds.reduce((sum, { length }) => sum + length, 0),
  )
  const data = new Float32Array(rows * pieces)
  let at = 0
  sounds.forEach((sound, i) => sound.forEach(() => (data[i * pieces + at++] = 1 / sound.length)))
  return { sound_pieces: { dtype: 'float32', shape: [rows, pieces], data } }
}

function visualTensors(visuals: readonly ReadyItem['pictures'][], tokens: number): Record<string, Tensor> {
  const width = tokens * Math.max(1, ...visuals.map(({ length }) => length))
  const shape = [Math.max(1, visuals.length), width]
  const size = shape[0]! * width
  const index = new BigInt64Array(size)
  const mask = new BigInt64Array(size)
  const frames = new BigInt64Array(size)
  let row = 0
  for (const [i, pictures] of visuals.entries()) {
    let at = i * width
    for (const { frame } of pictures)
      for (let token = 0; token < tokens; token++, at++) {
        index[at] = BigInt(row++)
        mask[at] = 1n
        frames[at] = BigInt(frame)
      }
  }
  const tensor = (data: BigInt64Array): Tensor => ({ dtype: 'int64', shape, data })
  return { vision_index: tensor(index), vision_mask: tensor(mask), vision_frames: tensor(frames) }
}
