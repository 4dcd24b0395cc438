import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import type { Tower, Tensor } from '@towerkit/graph'
import { adaptedTower, defaultTargets, type AdaptedTower } from './adapted-tower.ts'
import type { NamePattern } from './name-pattern.ts'
import { saveAdapter } from './save-adapter.ts'
import type { Trainable } from './trainable.ts'

/** Options of `lora`. */
export interface LoraOptions {
  /** Columns whose towers are adapted. */
  readonly columns: readonly string[]
  /** r: rank of the changes. Default 8. */
  readonly rank?: number
  /** α: the changes are scaled by α/r. Default 8. */
  readonly alpha?: number
  /**
   * Matrices to adapt, by patterns of their names in the tower, without its own name. Default: the queries and values
   * of attention.
   */
  readonly targets?: readonly NamePattern[]
  /** Weights that are trained themselves, by patterns: new layers around the adapted ones. Default: none. */
  readonly whole?: readonly NamePattern[]
  /** Source of the first values. Default 0. */
  readonly seed?: number
}

/** Options of `save` of an adapted model. */
export interface SaveLoraOptions {
  /** Path or name of the model that is adapted. Default: the one that the tower was opened by. */
  readonly base?: string
}

/** A model of which only small matrices are trained. */
export interface LoraModel extends Trainable {
  /** Trained numbers, and all numbers of the towers without them. */
  readonly size: { readonly trained: number; readonly frozen: number }
  /** Adds the changes to the weights of the model, so that it serves them without cost. */
  merge(): void
  /** Puts the weights back as they were before `merge`, to the bit. */
  unmerge(): void
  /**
   * Writes adapter_config.json and adapter_model.safetensors, which PEFT and transformers load; one tower only.
   *
   * @throws {ArgumentError} if it is not known which model was adapted.
   */
  save(folder: string, options?: SaveLoraOptions): Promise<void>
}

/**
 * Low-rank adaptation: the weights stay as they are, and each adapted matrix W gets a trained change of rank r:
 *
 *   W' = W + α/r·B·A, A [r, inputs] random, B [outputs, r] zero at first
 *
 * What is trained, what the optimiser keeps and what checkpoints hold is A and B only. The model itself has the changes
 * after `merge`.
 *
 * @param model Its towers are read, not copied: train through the result.
 * @throws {ArgumentError} if a setting is out of its range, a column has no tower, or a pattern fits no matrix.
 *
 * @example
 * const adapted = lora(encoder, { columns: ['query', 'positive'], rank: 8 })
 * await train({ model: adapted, data, loss: infoNce(), optimizer: adamW({ learningRate: 5e-4 }), steps: 500 })
 * adapted.merge()
 * await encoder.save('./fine-tuned')
 *
 * @see Hu et al., LoRA: Low-rank adaptation of large language models, arXiv 2106.09685, equation 3.
 */
export function lora(model: Trainable, options: LoraOptions): LoraModel {
  const {
    columns,
    rank = 8,
    alpha = 8,
    targets = defaultTargets,
    whole = [],
    seed = 0,
  } = requireKnownOptions('lora', options, {
    columns: true,
    rank: true,
    alpha: true,
    targets: true,
    whole: true,
    seed: true,
  })
  if (!Number.isInteger(rank) || rank < 1 || !(alpha > 0))
    throw new ArgumentError(`lora: rank ${rank}, alpha ${alpha}. The rank is a whole number from 1, alpha above 0.`, {
      rank,
      alpha,
    })
  const scale = alpha / rank
  const adapted = new Map<Tower<unknown>, AdaptedTower>()
  for (const column of columns) {
    const tower = model.tower(column)
    if (!tower)
      throw new ArgumentError(`lora: the column "${column}" has no tower. Name columns that are encoded.`, { column })
    adapted.set(tower, adapted.get(tower) ?? adaptedTower(tower, { rank, scale, targets, whole, seed }))
  }
  const all = [...adapted.values()]
  const sum = (of: (tower: AdaptedTower) => number) => all.reduce((total, tower) => total + of(tower), 0)
  const lengthOf = (weights: readonly Tensor[]) => weights.reduce((total, { data }) => total + data.length, 0)
  return {
    tower(column, side) {
      const tower = model.tower(column, side)
      return tower && (adapted.get(tower)?.tower ?? tower)
    },
    size: {
      trained: sum(({ changes, whole: own }) => lengthOf([...changes.flatMap(({ a, b }) => [a, b]), ...own])),
      frozen: sum(({ base, whole: own }) => lengthOf(Object.values(base.weights)) - lengthOf(own)),
    },
    merge: () => all.forEach(tower => tower.merge()),
    unmerge: () => all.forEach(tower => tower.unmerge()),
    async save(folder, options = {}) {
      if (whole.length > 0)
        throw new ArgumentError(
          'lora: weights are trained whole, which an adapter does not hold. Merge, and save the model.',
        )
      if (all.length !== 1)
        throw new ArgumentError(
          `lora: ${all.length} towers are adapted. Save those of one tower at a time: adapt it by itself.`,
          { towers: all.length },
        )
      const { base = all[0]!.base.source } = requireKnownOptions<SaveLoraOptions>('save', options, { base: true })
      await saveAdapter(folder, all[0]!.changes, { base, rank, alpha })
    },
  }
}
