import { open, readFile } from 'node:fs/promises'
import { ArgumentError, DataError, MissingPeerError, requireKnownOptions } from '@towerkit/core'
import { aiffFile } from './aiff-file.ts'
import { decodeMp3 } from './decode-mp3.ts'
import { decodeOpus } from './decode-opus.ts'
import { decodeVorbis } from './decode-vorbis.ts'
import { decodeWithFfmpeg } from './decode-with-ffmpeg.ts'
import { decodeFlac } from './flac/decode-flac.ts'
import { decodePlain } from './plain-sound.ts'
import type { Sound } from './sound.ts'
import { stopIfAsked, type SoundDecoding } from './sound-decoder.ts'
import { soundFormat } from './sound-format.ts'
import { waveFile } from './wave-file.ts'

/** Options of `decodeSound`. */
export interface DecodeSoundOptions {
  /** Longest sound, in seconds; a longer one is refused. Default 3,600. */
  readonly maxSeconds?: number
  /** Name in messages. Default: the path. */
  readonly name?: string
  /** Path or name of the ffmpeg that decodes other formats. Default 'ffmpeg', looked for on the PATH. */
  readonly ffmpeg?: string
  /** Longest time that ffmpeg may take, in milliseconds. Default 120,000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/**
 * The samples of a sound, or of the first sound track of a video.
 *
 * WAV, AIFF and FLAC are read by this package, to the bit: integers of 8 to 32 bits, divided by 2^(bits - 1), or
 * floats. MP3 needs the package minimp3-wasm, Ogg Vorbis stb-vorbis, Ogg Opus opus-decoder; a system ffmpeg decodes
 * these if the package is not installed, and every other format, such as M4A, WebM and compressed WAV.
 *
 * @param source Path, or bytes.
 * @throws {DataError} if the file is missing, empty, truncated, damaged, no sound or too long, or has samples that are
 *   not finite; the message names it.
 * @throws {MissingPeerError} if neither the package nor ffmpeg is there that the format needs.
 * @throws {AbortedError} at the signal.
 * @throws {ArgumentError} for an unknown option, or a limit that is not above 0.
 *
 * @example
 * const speech = resampleSound(monoSound(await decodeSound('hello.wav')), 16000)
 */
export async function decodeSound(source: string | Uint8Array, options: DecodeSoundOptions = {}): Promise<Sound> {
  const known = { maxSeconds: true, name: true, ffmpeg: true, timeoutMs: true, signal: true } as const
  const {
    maxSeconds = 3600,
    timeoutMs = 120_000,
    ffmpeg = 'ffmpeg',
    signal,
    name = typeof source === 'string' ? source : 'the sound',
  } = requireKnownOptions<DecodeSoundOptions>('decodeSound', options, known)
  for (const [limit, value] of Object.entries({ maxSeconds, timeoutMs }))
    if (!(value > 0))
      throw new ArgumentError(`decodeSound: ${limit} is ${value}. Give a number above 0.`, { [limit]: value })
  stopIfAsked(signal)
  if (typeof source !== 'string' && !(source instanceof Uint8Array))
    throw new ArgumentError(`decodeSound: the source is ${typeof source}. Give a path or bytes.`)
  const decoding = { name, maxSeconds, signal, ffmpeg, timeoutMs }
  // A video is not read into memory: ffmpeg reads it by itself.
  if (typeof source === 'string' && soundFormat(await fileStart(source)).format === 'ffmpeg')
    return decodeWithFfmpeg(source, decoding)
  const bytes = typeof source === 'string' ? await readSound(source, readFile) : source
  if (bytes.length === 0) throw new DataError(`decodeSound: "${name}" is empty. Give the file of a sound.`, { name })
  stopIfAsked(signal)
  return decode(source, bytes, decoding)
}

async function decode(source: string | Uint8Array, bytes: Uint8Array, decoding: SoundDecoding): Promise<Sound> {
  const { name } = decoding
  const { format, start } = soundFormat(bytes)
  const file = start === 0 ? bytes : bytes.subarray(start)
  switch (format) {
    case 'wav':
    case 'aiff': {
      const plain = format === 'wav' ? waveFile(file, name) : aiffFile(file, name)
      return plain ? decodePlain(plain, decoding) : decodeWithFfmpeg(source, decoding)
    }
    case 'flac':
      return decodeFlac(file, decoding)
    case 'mp3':
    case 'vorbis':
    case 'opus': {
      const decoder = { mp3: decodeMp3, vorbis: decodeVorbis, opus: decodeOpus }[format]
      try {
        return (await decoder(file, decoding)) ?? (await decodeWithFfmpeg(source, decoding))
      } catch (missing) {
        if (!(missing instanceof MissingPeerError) || missing.details['package'] === 'ffmpeg') throw missing
        return await decodeWithFfmpeg(source, decoding).catch((error: unknown) => {
          // That ffmpeg is missing as well says less than what could be installed.
          throw error instanceof MissingPeerError ? missing : error
        })
      }
    }
    case 'ffmpeg':
      return decodeWithFfmpeg(source, decoding)
    case 'unknown':
      throw new DataError(`decodeSound: "${name}" is no sound of a known format. Give the file of a sound.`, { name })
  }
}

/** Enough to tell formats apart. */
function fileStart(path: string): Promise<Uint8Array> {
  return readSound(path, async () => {
    const file = await open(path)
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(512), 0, 512, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  })
}

async function readSound(path: string, read: (path: string) => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await read(path)
  } catch (cause) {
    throw new DataError(`decodeSound: "${path}" cannot be read: ${(cause as Error).message}. Check the path.`, {
      name: path,
      cause,
    })
  }
}
