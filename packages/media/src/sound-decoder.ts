import { setImmediate } from 'node:timers/promises'
import { AbortedError, DataError } from '@towerkit/core'
import type { Sound } from './sound.ts'

/** What decoders of all formats are told. */
export interface SoundDecoding {
  /** In messages. */
  readonly name: string
  readonly maxSeconds: number
  readonly signal: AbortSignal | undefined
  /** Path or name of the program. */
  readonly ffmpeg: string
  readonly timeoutMs: number
}

/** The error for a damaged file. */
export function damagedSound(name: string, fact: string, cause?: unknown): DataError {
  return new DataError(`decodeSound: "${name}" is damaged: ${fact}. Get the file again.`, {
    name,
    ...(cause !== undefined && { cause }),
  })
}

/** @throws {DataError} if a sound is longer than allowed. */
export function requireLength(samples: number, sampleRate: number, { name, maxSeconds }: SoundDecoding): void {
  const seconds = samples / sampleRate
  if (seconds > maxSeconds)
    throw new DataError(
      `decodeSound: "${name}" is ${seconds.toFixed(1)} s long, more than ${maxSeconds} s. Raise maxSeconds if you ` +
        'trust it.',
      { name, seconds, maxSeconds },
    )
}

/** @throws {AbortedError} at the signal. */
export function stopIfAsked(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AbortedError('decodeSound: stopped by the caller.', { cause: signal.reason })
}

/** Lets other work in between, and stops at the signal. */
export async function takeTurn(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate()
  stopIfAsked(signal)
}

/** Collects the blocks of a sound whose length is not known before. */
export interface SoundCollector {
  /** Samples of each channel so far. */
  readonly length: number
  /** @throws {DataError} if the sound becomes longer than allowed. */
  append(block: readonly Float32Array[]): void
  /** The sound from sample `start` to before `end`. @throws {DataError} if there is none. */
  finish(start?: number, end?: number): Sound
}

/** A collector for a number of channels, which grows as the blocks come, whatever a header promises. */
export function soundCollector(channelCount: number, sampleRate: number, decoding: SoundDecoding): SoundCollector {
  let capacity = 1 << 16
  let length = 0
  let channels = Array.from({ length: channelCount }, () => new Float32Array(capacity))
  return {
    get length() {
      return length
    },
    append(block) {
      const added = block[0]!.length
      requireLength(length + added, sampleRate, decoding)
      if (length + added > capacity) {
        capacity = Math.max(2 * capacity, length + added)
        channels = channels.map(channel => {
          const longer = new Float32Array(capacity)
          longer.set(channel.subarray(0, length))
          return longer
        })
      }
      for (const [c, samples] of block.entries()) channels[c]!.set(samples, length)
      length += added
    },
    finish(start = 0, end = length) {
      const last = Math.min(end, length)
      if (last <= start) throw damagedSound(decoding.name, 'it has no samples')
      return { sampleRate, channels: channels.map(channel => channel.slice(start, last)) }
    },
  }
}
