import type { Sound } from '../sound.ts'

/** The sound of `tooling/golden/sound_presets.py`: a rising tone, a steady one and noise. */
export function goldenSound(length: number, sampleRate: number): Sound {
  let state = 1
  const samples = Float32Array.from({ length }, (_, i) => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0
    const t = i / sampleRate
    const tones = 0.4 * Math.sin(2 * Math.PI * (200 * t + 900 * t * t)) + 0.2 * Math.sin(2 * Math.PI * 1234.5 * t)
    return (tones + 0.05 * (state / 2 ** 31 - 1)) * Math.exp(-t)
  })
  return { sampleRate, channels: [samples] }
}
