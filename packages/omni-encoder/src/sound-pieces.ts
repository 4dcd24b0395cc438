/**
 * A sound as pieces of one length: a shorter one is repeated as often as it fits whole and padded with silence, a
 * longer one is cut into pieces without overlap, the last of which is repeated and padded likewise.
 *
 * @param samples At least one.
 * @param length Of a piece, in samples.
 *
 * @see SAIL-Embedding, arXiv 2510.12709, on its audio encoder; transformers' ClapFeatureExtractor, 'repeatpad'.
 */
export function soundPieces(samples: Float32Array, length: number): Float32Array[] {
  return Array.from({ length: Math.ceil(samples.length / length) }, (_, i) => {
    const part = samples.subarray(i * length, (i + 1) * length)
    const piece = new Float32Array(length)
    for (let repeat = 0; repeat < Math.floor(length / part.length); repeat++) piece.set(part, repeat * part.length)
    return piece
  })
}
