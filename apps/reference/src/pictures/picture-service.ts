import { ArgumentError, type Box, type Where } from '@towerkit/core'
import type { FoundPicture } from '@towerkit/region-encoder'
import type { OpenPictures } from './open-pictures.ts'

/** A box in a picture of the archive. */
export interface StoredExample {
  readonly key: string
  readonly box: Box
}

/** A question in words. */
export interface FindRequest {
  readonly any?: readonly string[]
  readonly all?: readonly string[]
  readonly not?: readonly string[]
  readonly limit?: number
  readonly threshold?: number
  readonly where?: Where
  readonly signal: AbortSignal
}

/** A question by examples. */
export interface LikeRequest extends Pick<FindRequest, 'limit' | 'threshold' | 'where' | 'signal'> {
  readonly examples: readonly StoredExample[]
  readonly unlike?: readonly StoredExample[]
}

/** An answer, with what it cost. */
export interface PictureAnswer {
  readonly pictures: readonly FoundPicture[]
  readonly milliseconds: number
  /** What running the detector over all pictures again would cost, by the time that one took at the start. */
  readonly detectionMilliseconds: number
}

/** Pictures for a server: only what is in the archive can be asked for. */
export interface PictureService {
  find(request: FindRequest): Promise<PictureAnswer>
  like(request: LikeRequest): Promise<PictureAnswer>
  has(key: string): boolean
  status(): { readonly pictures: number; readonly dimensions: number }
  /** Runs the detector once, to know what it costs. */
  warmUp(signal: AbortSignal): Promise<void>
  close(): Promise<void>
}

export function pictureService({ archive, regions, close }: OpenPictures): PictureService {
  const keys = new Set(archive.keys())
  let detection = 0
  const timed = async (work: () => Promise<readonly FoundPicture[]>): Promise<PictureAnswer> => {
    const start = performance.now()
    const pictures = await work()
    return { pictures, milliseconds: performance.now() - start, detectionMilliseconds: detection * keys.size }
  }
  const known = ({ key, box }: StoredExample) => {
    if (!keys.has(key))
      throw new ArgumentError(`like: "${key}" is not in the archive. Name a picture that is.`, { key })
    return { image: key, box }
  }
  return {
    find: ({ any = [], all = [], not = [], ...options }) => timed(() => archive.find({ any, all, not }, options)),
    like: ({ examples, unlike = [], ...options }) =>
      timed(() => archive.findLike(examples.map(known), { ...options, unlike: unlike.map(known) })),
    has: key => keys.has(key),
    status: () => ({ pictures: keys.size, dimensions: regions.dimensions }),
    async warmUp(signal) {
      const [first] = keys
      if (first === undefined) return
      const run = async () => {
        const start = performance.now()
        for await (const _ of regions.propose([first], { signal, onFault: () => {} }));
        return performance.now() - start
      }
      await run()
      detection = await run()
    },
    close,
  }
}
