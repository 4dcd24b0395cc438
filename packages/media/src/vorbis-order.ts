/** Places, in Vorbis' order of loudspeakers, of the channels in the order of WAV, by their number. */
const places: Readonly<Record<number, readonly number[]>> = {
  3: [0, 2, 1],
  5: [0, 2, 1, 3, 4],
  6: [0, 2, 1, 5, 3, 4],
  7: [0, 2, 1, 6, 5, 3, 4],
  8: [0, 2, 1, 7, 5, 6, 3, 4],
}

/**
 * Channels in the order of WAV (left, right, centre, low frequencies, ...), of those in the order of Vorbis and Opus.
 *
 * @see Xiph.org, Vorbis I specification, section 4.3.9.
 */
export function fromVorbisOrder(channels: readonly Float32Array[]): readonly Float32Array[] {
  return places[channels.length]?.map(place => channels[place]!) ?? channels
}
