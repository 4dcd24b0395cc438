import { readFile } from 'node:fs/promises'
import { AbortedError, ArgumentError, DataError, requireKnownOptions } from '@towerkit/core'
import type { Sound } from './sound.ts'
import { waveFile } from './wave-file.ts'

/** Options of `decodeSound`. */
export interface DecodeSoundOptions {
  /** Longest sound, in seconds; a longer one is refused before it is decoded. Default 3,600. */
  readonly maxSeconds?: number
  /** Name in messages. Default: the path. */
  readonly name?: string
  readonly signal?: AbortSignal
}

/**
 * The samples of a WAV file: integers of 8 to 32 bits, divided by 2^(bits - 1), or floats.
 *
 * @param source Path, or bytes.
 * @throws {DataError} if the file is missing, empty, truncated, damaged, no WAV file or too long, or has samples that
 *   are not finite; the message names it.
 * @throws {UnsupportedError} for compressed samples, such as ADPCM.
 * @throws {ArgumentError} for an unknown option, or a `maxSeconds` that is not above 0.
 *
 * @example
 * const speech = resampleSound(monoSound(await decodeSound('hello.wav')), 16000)
 */
export async function decodeSound(source: string | Uint8Array, options: DecodeSoundOptions = {}): Promise<Sound> {
  const known = { maxSeconds: true, name: true, signal: true } as const
  const {
    maxSeconds = 3600,
    signal,
    name = typeof source === 'string' ? source : 'the sound',
  } = requireKnownOptions<DecodeSoundOptions>('decodeSound', options, known)
  if (!(maxSeconds > 0))
    throw new ArgumentError(`decodeSound: maxSeconds is ${maxSeconds}. Give a number above 0.`, { maxSeconds })
  stopIfAsked(signal)
  const bytes = await soundBytes(source, name)
  stopIfAsked(signal)
  const { sampleRate, channelCount, length, ...file } = waveFile(bytes, name)
  if (length > maxSeconds * sampleRate)
    throw new DataError(
      `decodeSound: "${name}" is ${(length / sampleRate).toFixed(1)} s long, more than ${maxSeconds} s. Raise ` +
        'maxSeconds if you trust it.',
      { name, seconds: length / sampleRate, maxSeconds },
    )
  const channels = Array.from({ length: channelCount }, () => new Float32Array(length))
  let at = file.start
  for (let i = 0; i < length; i++) {
    for (const [c, channel] of channels.entries()) {
      const value = Math.fround(file.read(at))
      if (!Number.isFinite(value))
        throw new DataError(
          `decodeSound: sample ${i} of channel ${c} of "${name}" is ${value}. Get the file again, or write finite ` +
            'numbers.',
          { name, sample: i, channel: c, value },
        )
      channel[i] = value
      at += file.bytesPerSample
    }
  }
  return { sampleRate, channels }
}

async function soundBytes(source: string | Uint8Array, name: string): Promise<Uint8Array> {
  if (typeof source !== 'string' && !(source instanceof Uint8Array))
    throw new ArgumentError(`decodeSound: the source is ${typeof source}. Give a path or bytes.`)
  const bytes = typeof source === 'string' ? await read(source) : source
  if (bytes.length === 0) throw new DataError(`decodeSound: "${name}" is empty. Give the file of a sound.`, { name })
  return bytes
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new DataError(`decodeSound: "${path}" cannot be read: ${(cause as Error).message}. Check the path.`, {
      name: path,
      cause,
    })
  }
}

function stopIfAsked(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortedError('decodeSound: stopped by the caller.', { cause: signal.reason })
}
