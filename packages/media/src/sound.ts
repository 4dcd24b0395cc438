import { ArgumentError, ShapeError } from '@towerkit/core'

/** A decoded sound. */
export interface Sound {
  /** Samples a second, in hertz. */
  readonly sampleRate: number
  /** At least one; each has the same number of samples, at full scale from -1 to 1. */
  readonly channels: readonly Float32Array[]
}

/**
 * @throws {ShapeError} if there is no channel, or the channels differ in length.
 * @throws {ArgumentError} if the sample rate is no whole number from 1,000 to 768,000.
 */
export function checkSound(caller: string, { sampleRate, channels }: Sound): void {
  checkSampleRate(caller, sampleRate)
  const lengths = channels.map(channel => channel.length)
  if (lengths.length === 0 || lengths.some(length => length !== lengths[0]))
    throw new ShapeError(
      `${caller}: the channels have ${lengths.join(', ') || 'no'} samples. Give at least one, all of one length.`,
      { lengths },
    )
}

/** @throws {ArgumentError} if the sample rate is no whole number from 1,000 to 768,000. */
export function checkSampleRate(caller: string, sampleRate: number): void {
  if (!Number.isInteger(sampleRate) || sampleRate < 1000 || sampleRate > 768_000)
    throw new ArgumentError(
      `${caller}: the sample rate is ${sampleRate}. Give a whole number of hertz from 1,000 to 768,000.`,
      { sampleRate },
    )
}
