import { decodePicture, preparePicture, type PicturePreset } from '@towerkit/media'
import type { SessionPool, Tensors } from '@towerkit/runtime'
import { isDecoded, type RegionPicture } from '../serving/picture-cells.ts'

/** Runs a graph with the input `images` over pictures, one at a time. */
export async function* runTowers(
  pool: SessionPool,
  pictures: Iterable<RegionPicture> | AsyncIterable<RegionPicture>,
  { preset, signal }: { readonly preset: PicturePreset; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<Tensors> {
  for await (const given of pictures) {
    signal?.throwIfAborted()
    const picture = isDecoded(given) ? given : await decodePicture(given, signal ? { signal } : {})
    const { tensor } = await preparePicture(picture, preset)
    const images = { dtype: 'float32' as const, shape: [1, ...tensor.shape], data: tensor.data }
    yield await pool.run({ images }, { wait: true })
  }
}
