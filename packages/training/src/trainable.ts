import type { Side, Tower } from '@towerkit/graph'

/** A trainable model: it knows which tower encodes which column of a loss. Encoders are trainable. */
export interface Trainable {
  /**
   * The tower of a column that holds embeddings, or undefined if the data holds them ready, as vectors. It is never
   * called for columns of numbers.
   *
   * @param side The side of a search that the column belongs to, if the loss has sides.
   */
  tower(column: string, side?: Side): Tower | undefined
}
