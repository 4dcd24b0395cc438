import { DataError, requireKnownOptions } from '@towerkit/core'
import { ffmpegReason } from './ffmpeg-reason.ts'
import { withFile } from './file-for-ffmpeg.ts'
import { runFfmpeg } from './run-ffmpeg.ts'

/** What a file says about its video. */
export interface VideoInfo {
  /** Length in seconds; missing for a stream without an end. */
  readonly seconds?: number
  /** Pixels, before the video is turned upright. */
  readonly width: number
  readonly height: number
  readonly hasSound: boolean
}

/** Options of all functions that read a video. */
export interface VideoOptions {
  /** Name in messages. Default: the path. */
  readonly name?: string
  /** Path or name of the ffmpeg to use. Default 'ffmpeg', looked for on the PATH. */
  readonly ffmpeg?: string
  /** Longest time that a run of ffmpeg may take, in milliseconds. Default 120,000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/**
 * Reads how long a video is, and its size, by a system ffmpeg.
 *
 * @param source Path, or bytes.
 * @throws {DataError} if the file is missing, damaged or has no video.
 * @throws {MissingPeerError} if there is no ffmpeg.
 * @throws {ArgumentError} for an unknown option.
 *
 * @example
 * const { seconds, width, height } = await readVideoInfo('holiday.mp4')
 */
export async function readVideoInfo(source: string | Uint8Array, options: VideoOptions = {}): Promise<VideoInfo> {
  const known = { name: true, ffmpeg: true, timeoutMs: true, signal: true } as const
  const {
    name = typeof source === 'string' ? source : 'the video',
    ffmpeg = 'ffmpeg',
    timeoutMs = 120_000,
    signal,
  } = requireKnownOptions<VideoOptions>('readVideoInfo', options, known)
  return withFile(source, async path => {
    // Without an output ffmpeg describes the file, and ends with an error that it has none.
    const { report } = await runFfmpeg(path, {
      caller: 'readVideoInfo',
      name,
      ffmpeg,
      after: [],
      maxBytes: 0,
      timeoutMs,
      signal,
      allowFailure: true,
    })
    return videoInfo(report, name)
  })
}

/** @throws {DataError} if ffmpeg did not find a video. */
export function videoInfo(report: string, name: string): VideoInfo {
  const streams = report.split('\n').filter(line => /^\s*Stream #0:/.test(line))
  // A cover of a sound file is a stream of its own.
  const video = streams.find(line => /: Video: /.test(line) && !/\(attached pic\)/.test(line))
  if (!/^Input #0/m.test(report))
    throw new DataError(
      `readVideoInfo: "${name}" is no video that ffmpeg reads: ${ffmpegReason(report)}. Get the file again.`,
      { name },
    )
  const size = video && /, (\d+)x(\d+)/.exec(video)
  if (!size) throw new DataError(`readVideoInfo: "${name}" has no video. Give a file with pictures.`, { name })
  const time = /Duration: (\d+):(\d+):(\d+\.\d+)/.exec(report)?.slice(1).map(Number)
  return {
    ...(time && { seconds: 3600 * time[0]! + 60 * time[1]! + time[2]! }),
    width: Number(size[1]),
    height: Number(size[2]),
    hasSound: streams.some(line => /: Audio: /.test(line)),
  }
}
