import type { Shape, Value } from '@towerkit/graph'

/** The inputs of an optimiser's update: equal parts of a parameter, its gradient and its state. */
export interface UpdateContext {
  /** [n] elements of the parameter. */
  readonly weight: Value
  /** [n], clipped and averaged. */
  readonly gradient: Value
  /** [n] each, by slot name; zeros at first. */
  readonly state: Readonly<Record<string, Value>>
  /** The numbers of `scalars`, float32 scalars. */
  readonly scalars: Readonly<Record<string, Value>>
}

/** The inputs of `scalars`. */
export interface ScalarContext {
  /** Number of this step, from 1. */
  readonly step: number
  /** The schedule's factor times the optimiser's learning rate. */
  readonly learningRate: number
  /** False for biases and the scales of norms, which usually are not decayed. */
  readonly decays: boolean
}

/**
 * An optimiser: an element-wise update as a graph, so that it runs block by block and on any device.
 *
 * Each input must be read only by nodes that its new value depends on: the update is written in place.
 */
export interface Optimizer {
  readonly name: string
  /** Learning rate before the schedule. */
  readonly learningRate: number
  /** Names of the state slots, each the size of the parameter. */
  readonly slots: readonly string[]
  /** The settings, for model cards. */
  readonly options: Readonly<Record<string, unknown>>
  readonly source: string
  /**
   * Present if `update` needs whole tensors in their own shape, [n] or [rows, columns] (tensors of more axes are
   * reshaped to [first, rest]), and not blocks of elements: it may then reduce over them. Tables are trained whole.
   */
  readonly wholeTensors?: {
    /** Shape of a state slot of a weight. */
    slotShape(slot: string, shape: Shape): Shape
  }
  /** Numbers that change from step to step, computed in double precision. */
  scalars(context: ScalarContext): Readonly<Record<string, number>>
  /** @returns the new weight, and the new state by slot name. */
  update(context: UpdateContext): { readonly weight: Value; readonly state: Readonly<Record<string, Value>> }
}
