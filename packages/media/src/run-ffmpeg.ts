import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { AbortedError, DataError, MissingPeerError } from '@towerkit/core'
import { ffmpegReason } from './ffmpeg-reason.ts'

/** What a run of ffmpeg may do. */
export interface FfmpegRun {
  /** The function that the caller called, for messages. */
  readonly caller: string
  /** Name of the file in messages. */
  readonly name: string
  /** Path or name of the program. */
  readonly ffmpeg: string
  /** Options before the file, such as where to begin. */
  readonly before?: readonly string[]
  /** Options after the file: what to write to standard output. */
  readonly after: readonly string[]
  /** More bytes than this are an error. */
  readonly maxBytes: number
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
  /** Takes an exit status other than 0, as that of a run that only describes the file. Default false. */
  readonly allowFailure?: boolean
}

/** What a run of ffmpeg wrote. */
export interface FfmpegResult {
  readonly output: Buffer
  /** The end of what it said on standard error. */
  readonly report: string
}

/** Demuxers that read one file and nothing it names: no playlists, no lists of files. */
const demuxers =
  'aac,ac3,aiff,amr,ape,asf,au,avi,caf,eac3,flac,flv,gif,h264,hevc,ivf,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,mp3,' +
  'mpeg,mpegts,mpegvideo,oga,ogg,ogv,rm,tta,voc,w64,wav,wv'
const mostReport = 1 << 16

/**
 * Runs a system ffmpeg over one file, which is the only thing it may read: no network, no playlists. Its output is
 * bounded, and it is killed when it is too long or too slow, and at the signal.
 *
 * @param path Of the file.
 * @throws {DataError} if ffmpeg cannot read the file, or its output is too long or takes too long.
 * @throws {MissingPeerError} if there is no ffmpeg.
 * @throws {AbortedError} at the signal, once the process has ended.
 */
export async function runFfmpeg(path: string, run: FfmpegRun): Promise<FfmpegResult> {
  const { caller, name, ffmpeg, before = [], after, maxBytes, timeoutMs, signal, allowFailure = false } = run
  if (signal?.aborted) throw new AbortedError(`${caller}: stopped by the caller.`, { cause: signal.reason })
  const limits = ['-protocol_whitelist', 'file', '-format_whitelist', demuxers]
  const input = [...before, ...limits, '-i', `file:${resolve(path)}`]
  // Without -xerror it goes on where a file is damaged, and leaves something out.
  const says = allowFailure ? [] : ['-v', 'error', '-xerror']
  const child = spawn(ffmpeg, ['-hide_banner', '-nostdin', ...says, ...input, ...after], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks: Buffer[] = []
  let bytes = 0
  let report = ''
  let stopped: 'long' | 'slow' | undefined
  const stop = (reason?: 'long' | 'slow') => {
    stopped ??= reason
    child.kill('SIGKILL')
  }
  const timer = setTimeout(() => stop('slow'), timeoutMs)
  const onAbort = () => stop()
  signal?.addEventListener('abort', onAbort)
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > maxBytes) stop('long')
    else chunks.push(chunk)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    report = (report + chunk.toString()).slice(-mostReport)
  })
  try {
    const status = await new Promise<number | null>((done, fail) => {
      child.on('error', fail)
      child.on('close', done)
    })
    if (signal?.aborted) throw new AbortedError(`${caller}: stopped by the caller.`, { cause: signal.reason })
    if (stopped === 'long')
      throw new DataError(`${caller}: "${name}" gives more than ${maxBytes} bytes. Raise the limit if you trust it.`, {
        name,
        maxBytes,
      })
    if (stopped === 'slow')
      throw new DataError(
        `${caller}: ffmpeg takes more than ${timeoutMs} ms for "${name}". Raise timeoutMs, or get the file again.`,
        { name, timeoutMs },
      )
    if (status !== 0 && !allowFailure)
      throw new DataError(`${caller}: "${name}" is damaged: ${ffmpegReason(report)}. Get the file again.`, {
        name,
        status,
      })
    return { output: Buffer.concat(chunks), report }
  } catch (cause) {
    if (!['ENOENT', 'EACCES', 'ENOTDIR'].includes(String((cause as NodeJS.ErrnoException).code))) throw cause
    throw new MissingPeerError(
      `${caller}: "${name}" needs ffmpeg, which does not start: ${(cause as Error).message}. Install ffmpeg, or say ` +
        'where it is.',
      { package: 'ffmpeg', name, cause },
    )
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}
