import { ArgumentError, DataError, requireKnownOptions } from '@towerkit/core'
import { withFile } from './file-for-ffmpeg.ts'
import type { Picture } from './picture.ts'
import { runFfmpeg } from './run-ffmpeg.ts'
import { readVideoInfo, type VideoOptions } from './video-info.ts'

/** A frame of a video. */
export interface VideoFrame extends Picture {
  /** The time that was asked for, in seconds from the start. */
  readonly atSeconds: number
}

/** Options of `decodeVideo`: which frames, and limits. */
export interface DecodeVideoOptions extends VideoOptions {
  /** Times of the frames, in seconds from the start. */
  readonly atSeconds?: readonly number[]
  /**
   * In place of times, a number of frames, in the middles of as many equal parts of the video. Default 8.
   */
  readonly count?: number
  /** Largest number of pixels of a frame. Default 2^26. */
  readonly maxPixels?: number
}

/** Bytes of a header of ffmpeg's pictures, at most. */
const headerBytes = 64

/**
 * Frames of a video at stated times, upright, in RGB, by a system ffmpeg: one short run for each frame, which seeks to
 * its time, so that the length of the video does not matter. The sound is what `decodeSound` gives of the same file.
 *
 * @param source Path, or bytes.
 * @throws {DataError} if the file is damaged, has no video, no frame at a time, or, with `count`, no length.
 * @throws {MissingPeerError} if there is no ffmpeg.
 * @throws {ArgumentError} for an unknown option, or a number out of range.
 * @throws {AbortedError} at the signal, once ffmpeg has ended.
 *
 * @example
 * const frames = await decodeVideo('holiday.mp4', { count: 4 })
 * const first = await decodeVideo('holiday.mp4', { atSeconds: [0, 2.5] })
 */
export async function decodeVideo(
  source: string | Uint8Array,
  options: DecodeVideoOptions = {},
): Promise<VideoFrame[]> {
  const known = {
    atSeconds: true,
    count: true,
    maxPixels: true,
    name: true,
    ffmpeg: true,
    timeoutMs: true,
    signal: true,
  } as const
  const {
    atSeconds,
    count = 8,
    maxPixels = 2 ** 26,
    name = typeof source === 'string' ? source : 'the video',
    ffmpeg = 'ffmpeg',
    timeoutMs = 120_000,
    signal,
  } = requireKnownOptions<DecodeVideoOptions>('decodeVideo', options, known)
  if (!(Number.isInteger(count) && count >= 1 && maxPixels >= 1))
    throw new ArgumentError(`decodeVideo: count is ${count}, maxPixels ${maxPixels}. Give whole numbers from 1.`, {
      count,
      maxPixels,
    })
  if (atSeconds?.some(time => !(time >= 0 && Number.isFinite(time))))
    throw new ArgumentError(`decodeVideo: atSeconds is ${atSeconds.join(', ')}. Give numbers from 0.`, { atSeconds })
  return withFile(source, async path => {
    const info = await readVideoInfo(path, { name, ffmpeg, timeoutMs, ...(signal && { signal }) })
    if (info.width * info.height > maxPixels)
      throw new DataError(
        `decodeVideo: "${name}" is ${info.width} x ${info.height}, more than ${maxPixels} pixels. Raise maxPixels if ` +
          'you trust it.',
        { name, ...info, maxPixels },
      )
    const frames: VideoFrame[] = []
    for (const time of atSeconds ?? middles(count, info.seconds, name)) {
      const { output } = await runFfmpeg(path, {
        caller: 'decodeVideo',
        name,
        ffmpeg,
        before: ['-ss', String(time)],
        after: ['-map', '0:V:0', '-frames:v', '1', '-c:v', 'ppm', '-pix_fmt', 'rgb24', '-f', 'image2pipe', 'pipe:1'],
        // Frames may change their size.
        maxBytes: 3 * maxPixels + headerBytes,
        timeoutMs,
        signal,
      })
      if (output.length === 0)
        throw new DataError(`decodeVideo: "${name}" has no frame at ${time} s. Give an earlier time.`, { name, time })
      frames.push({ ...portablePixmap(output, name), atSeconds: time })
    }
    return frames
  })
}

function middles(count: number, seconds: number | undefined, name: string): number[] {
  if (seconds === undefined)
    throw new DataError(`decodeVideo: "${name}" does not say how long it is. Give atSeconds.`, { name })
  return Array.from({ length: count }, (_, i) => ((i + 0.5) * seconds) / count)
}

/** Reads "P6", width, height and 255, then three bytes a pixel. */
function portablePixmap(bytes: Buffer, name: string): Picture {
  const header = /^P6\s(\d+)\s(\d+)\s255\s/.exec(bytes.toString('latin1', 0, headerBytes))
  const width = Number(header?.[1])
  const height = Number(header?.[2])
  if (!header || bytes.length !== header[0].length + 3 * width * height)
    throw new DataError(
      `decodeVideo: ffmpeg gave ${bytes.length} bytes for a frame of "${name}". Get the file again.`,
      {
        name,
      },
    )
  return { width, height, data: new Uint8Array(bytes.subarray(header[0].length)) }
}
