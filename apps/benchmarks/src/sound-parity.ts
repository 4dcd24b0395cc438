/**
 * Decodes files of every format, made by ffmpeg, with @towerkit/media and with ffmpeg, and says how far apart they are.
 * Needs a system ffmpeg with its usual encoders.
 *
 *   node --conditions=@towerkit/source apps/benchmarks/src/sound-parity.ts /tmp/sounds
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { decodeSound } from '@towerkit/media'

const folder = process.argv[2] ?? '/tmp/sounds'
mkdirSync(folder, { recursive: true })

const cases: readonly (readonly [file: string, rate: number, channels: number, ...options: string[]])[] = [
  ...[
    ['pcm_u8', 'wav'],
    ['pcm_s16le', 'wav'],
    ['pcm_s24le', 'wav'],
    ['pcm_s32le', 'wav'],
    ['pcm_f32le', 'wav'],
    ['pcm_f64le', 'wav'],
    ['pcm_s16be', 'aiff'],
    ['pcm_s24be', 'aiff'],
    ['pcm_f32be', 'aiff'],
    ['pcm_s16le', 'aiff'],
  ].flatMap(([codec, kind]) =>
    [
      [8000, 1],
      [44_100, 2],
      [192_000, 6],
    ].map(([rate, channels]) => [`${codec}-${rate}-${channels}.${kind}`, rate!, channels!, '-c:a', codec!] as const),
  ),
  ...['0', '5', '8', '12'].flatMap(level =>
    [
      ['s16', 8000, 1],
      ['s16', 44_100, 2],
      ['s32', 96_000, 2],
      ['s32', 192_000, 6],
    ].map(
      ([bits, rate, channels]) =>
        [
          `${level}-${bits}-${rate}-${channels}.flac`,
          Number(rate),
          Number(channels),
          '-sample_fmt',
          String(bits),
          '-compression_level',
          level,
        ] as const,
    ),
  ),
  ...[
    [44_100, 2, '128k'],
    [48_000, 2, '320k'],
    [44_100, 1, '64k'],
    [32_000, 2, '96k'],
    [22_050, 1, '48k'],
    [16_000, 2, '64k'],
    [8000, 1, '24k'],
  ].map(
    ([rate, channels, bits]) =>
      [`${rate}-${channels}-${bits}.mp3`, Number(rate), Number(channels), '-b:a', String(bits)] as const,
  ),
  ['vbr.mp3', 44_100, 2, '-q:a', '2'],
  ['no-info.mp3', 44_100, 2, '-b:a', '128k', '-write_xing', '0'],
  ...[
    [44_100, 2, '5'],
    [48_000, 1, '1'],
    [8000, 1, '3'],
    [96_000, 2, '8'],
  ].map(
    ([rate, channels, quality]) =>
      [
        `${rate}-${channels}-q${quality}.ogg`,
        Number(rate),
        Number(channels),
        '-c:a',
        'libvorbis',
        '-q:a',
        String(quality),
      ] as const,
  ),
  ...[
    [48_000, 2, '96k'],
    [48_000, 1, '24k'],
    [16_000, 1, '12k'],
    [48_000, 6, '256k'],
  ].map(
    ([rate, channels, bits]) =>
      [
        `${rate}-${channels}-${bits}.opus`,
        Number(rate),
        Number(channels),
        '-c:a',
        'libopus',
        '-b:a',
        String(bits),
      ] as const,
  ),
  ['5.1.ogg', 48_000, 6, '-c:a', 'libvorbis'],
  ['aac.m4a', 44_100, 2, '-c:a', 'aac'],
  ['opus.webm', 48_000, 2, '-c:a', 'libopus'],
  ['adpcm.wav', 22_050, 1, '-c:a', 'adpcm_ms'],
]

const row = (...cells: readonly (string | number)[]) => console.log(`| ${cells.join(' | ')} |`)
row('file', 'samples', 'ffmpeg', 'lag', 'largest', 'RMS')
for (const [file, rate, channels, ...options] of cases) {
  const path = join(folder, file)
  const tones = Array.from(
    { length: channels },
    (_, c) => `0.3*sin(2*PI*(${220 * (c + 1)}*t+300*t*t))+0.05*random(${c})`,
  )
  const source = `aevalsrc=${tones.map(tone => tone.replaceAll(',', '\\,')).join('|')}:d=2.3:s=${rate}`
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, ...options, path])
  const ours = await decodeSound(path)
  // ffmpeg's own decoder of Opus resamples otherwise than the reference.
  const decoder = path.endsWith('.opus') ? ['-c:a', 'libopus'] : []
  const raw = execFileSync(
    'ffmpeg',
    ['-v', 'error', ...decoder, '-i', path, '-f', 'f32le', '-c:a', 'pcm_f32le', 'pipe:1'],
    {
      maxBuffer: 2 ** 30,
    },
  )
  const count = ours.channels.length
  const together = new Float32Array(new Uint8Array(raw).buffer)
  const theirs = Array.from({ length: count }, (_, c) => together.filter((_sample, i) => i % count === c))
  const lag = bestLag(ours.channels[0]!, theirs[0]!)
  let largest = 0
  let squares = 0
  let compared = 0
  for (const [c, samples] of ours.channels.entries()) {
    for (let i = Math.max(0, -lag); i < samples.length && i + lag < theirs[c]!.length; i++) {
      const difference = Math.abs(samples[i]! - theirs[c]![i + lag]!)
      largest = Math.max(largest, difference)
      squares += difference ** 2
      compared++
    }
  }
  row(
    file,
    ours.channels[0]!.length,
    theirs[0]!.length,
    lag,
    largest.toExponential(1),
    Math.sqrt(squares / compared).toExponential(1),
  )
}

/** The shift of the second sound that fits the first best, over the middle of it. */
function bestLag(a: Float32Array, b: Float32Array): number {
  const from = Math.floor(a.length / 3)
  const error = (lag: number) => {
    let sum = 0
    for (let i = 0; i < 2000; i++) sum += (a[from + i]! - (b[from + i + lag] ?? 0)) ** 2
    return sum
  }
  let best = 0
  for (let lag = -3000; lag <= 3000; lag++) if (error(lag) < error(best) - 1e-9) best = lag
  return best
}
