/** Triangular filters over the bins of a spectrum, evenly spaced on a mel scale. */
export interface MelFilterOptions {
  /** Number of filters. */
  readonly bands: number
  /** Lower edge of the first filter, in hertz. */
  readonly from: number
  /** Upper edge of the last filter, in hertz. */
  readonly to: number
  /**
   * 'slaney' is linear up to 1,000 Hz and logarithmic above (librosa), 'htk' is 2595 log10(1 + f / 700) (torchaudio),
   * 'kaldi' is the same up to a factor, with triangles that are straight on the mel scale, not in hertz.
   */
  readonly scale: 'slaney' | 'htk' | 'kaldi'
  /** Divides each filter by half its width in hertz, so that all have about the same area. */
  readonly equalArea: boolean
}

/** The weights of one filter, which begin at a bin. */
export interface MelFilter {
  readonly first: number
  readonly weights: Float64Array
}

/**
 * The filters for a spectrum.
 *
 * @param options.sampleRate Of the sound, in hertz.
 * @param options.fftLength Samples of a transform; the spectrum has fftLength / 2 + 1 bins.
 *
 * @see transformers, `audio_utils.mel_filter_bank`; O'Shaughnessy, Speech communication, 1987; Slaney, Auditory
 *   toolbox, 1998.
 */
export function melFilters({
  bands,
  from,
  to,
  scale,
  equalArea,
  sampleRate,
  fftLength,
}: MelFilterOptions & { readonly sampleRate: number; readonly fftLength: number }): MelFilter[] {
  const bins = Math.floor(fftLength / 2) + 1
  const { toMel, toHertz } = scales[scale]
  const low = toMel(from)
  const step = (toMel(to) - low) / (bands + 1)
  const isStraightInMel = scale === 'kaldi'
  const edges = Array.from({ length: bands + 2 }, (_, i) => {
    const mel = low + i * step
    return isStraightInMel ? mel : toHertz(mel)
  })
  const places = Float64Array.from({ length: bins }, (_, bin) =>
    isStraightInMel ? toMel((bin * sampleRate) / fftLength) : (bin * Math.floor(sampleRate / 2)) / (bins - 1),
  )
  return Array.from({ length: bands }, (_, band) => {
    const [left, centre, right] = edges.slice(band, band + 3) as [number, number, number]
    const factor = equalArea ? 2 / (right - left) : 1
    const all = places.map(place => {
      const height = Math.min((place - left) / (centre - left), (right - place) / (right - centre))
      return factor * Math.max(0, height)
    })
    const first = all.findIndex(weight => weight > 0)
    const last = all.findLastIndex(weight => weight > 0)
    return first < 0 ? { first: 0, weights: new Float64Array() } : { first, weights: all.slice(first, last + 1) }
  })
}

interface Scale {
  toMel(hertz: number): number
  toHertz(mel: number): number
}

const scales: Readonly<Record<MelFilterOptions['scale'], Scale>> = {
  slaney: {
    toMel: hertz => (hertz >= 1000 ? 15 + (27 * Math.log(hertz / 1000)) / Math.log(6.4) : (3 * hertz) / 200),
    toHertz: mel => (mel >= 15 ? 1000 * Math.exp(((mel - 15) * Math.log(6.4)) / 27) : (200 * mel) / 3),
  },
  htk: {
    toMel: hertz => 2595 * Math.log10(1 + hertz / 700),
    toHertz: mel => 700 * (10 ** (mel / 2595) - 1),
  },
  kaldi: {
    toMel: hertz => 1127 * Math.log(1 + hertz / 700),
    toHertz: mel => 700 * (Math.exp(mel / 1127) - 1),
  },
}
