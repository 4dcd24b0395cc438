import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { DataError } from '@towerkit/core'
import { decodePicture, decodeVideo, preparePicture, type Picture } from '@towerkit/media'
import type { PictureInput } from './omni-item.ts'
import { loadedSource } from './source-bytes.ts'
import type { TrunkUnit } from './trunk-server.ts'
import { pixelInput, type VisionTrunk } from './vision-trunk.ts'

/** A picture as a unit of its trunk; it is decoded only if its tokens are not in the cache. */
export async function pictureUnit(
  input: PictureInput,
  { preset }: VisionTrunk,
  signal: AbortSignal | undefined,
): Promise<TrunkUnit> {
  const { bytes, decoded, hash, name } = await loadedSource(input, signal)
  return {
    content: `picture ${hash} ${JSON.stringify(preset)}`,
    tensors: async () =>
      tensorsOf(
        decoded ?? (await decodePicture(bytes!, { ...(name !== undefined && { name }), ...(signal && { signal }) })),
        preset,
      ),
  }
}

/** Frames of a video file, in the middles of as many equal parts, as units of their trunk. */
export async function videoUnits(
  video: string | Uint8Array,
  { preset }: VisionTrunk,
  { count, signal }: { readonly count: number; readonly signal: AbortSignal | undefined },
): Promise<TrunkUnit[]> {
  const hash = await hashOf(video)
  let frames: Promise<readonly Picture[]> | undefined
  return Array.from({ length: count }, (_, frame) => ({
    content: `video ${hash} ${frame} of ${count} ${JSON.stringify(preset)}`,
    async tensors() {
      frames ??= decodeVideo(video, { count, ...(signal && { signal }) })
      return tensorsOf((await frames)[frame]!, preset)
    },
  }))
}

async function tensorsOf(picture: Picture, preset: VisionTrunk['preset']) {
  const { tensor } = await preparePicture(picture, preset)
  return [{ [pixelInput]: tensor }]
}

/** Of a file, read in parts, for videos may be larger than memory. */
async function hashOf(video: string | Uint8Array): Promise<string> {
  const hash = createHash('sha256')
  if (typeof video !== 'string') return hash.update(video).digest('base64url')
  try {
    for await (const part of createReadStream(video)) hash.update(part as Uint8Array)
  } catch (cause) {
    throw new DataError(`encode: "${video}" cannot be read: ${(cause as Error).message}. Check the path.`, {
      name: video,
      cause,
    })
  }
  return hash.digest('base64url')
}
