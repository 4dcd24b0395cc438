import { checkSampleRate, checkSound, type Sound } from './sound.ts'
import { soundResampler } from './sound-resampler.ts'

/**
 * The same sound at another sample rate, by a band-limited polyphase filter.
 *
 * y[k] = sum over n of x[n] h(k / target - n / rate), where h is a sinc under Kaiser's window. Frequencies up to 0.9 of
 * the lower Nyquist frequency pass; images and aliases are below -80 dB. There is silence before and after the sound.
 * The first sample stays at time 0, so there is no delay.
 *
 * @param sound Any number of channels of one length.
 * @param sampleRate The target, in hertz, from 1,000 to 768,000.
 * @returns ceil(length * sampleRate / sound.sampleRate) samples a channel; the same sound if the rate is the same.
 * @throws {ArgumentError} if a sample rate is out of range.
 * @throws {ShapeError} if there is no channel, or the channels differ in length.
 *
 * @example
 * const speech = resampleSound({ sampleRate: 44100, channels: [new Float32Array(44100)] }, 16000)
 * speech.channels[0].length // 16000
 *
 * @see Smith, Digital Audio Resampling, https://ccrma.stanford.edu/~jos/resample/
 */
export function resampleSound(sound: Sound, sampleRate: number): Sound {
  checkSound('resampleSound', sound)
  checkSampleRate('resampleSound', sampleRate)
  if (sound.sampleRate === sampleRate) return sound
  const { lengthOf, resampleRange } = soundResampler(sound.sampleRate, sampleRate)
  const range = { start: 0, end: lengthOf(sound.channels[0]!.length) }
  return { sampleRate, channels: sound.channels.map(samples => resampleRange(samples, range)) }
}
