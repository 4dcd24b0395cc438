import { join } from 'node:path'
import { mkdir } from 'node:fs/promises'
import { ArgumentError, requireKnownOptions, seededRandom } from '@towerkit/core'
import {
  add,
  addLowRank,
  constantInitializer,
  matmul,
  mul,
  type Parameters,
  type Tower,
  type Weight,
} from '@towerkit/graph'
import { writeFileAtomically, writeSafetensors } from '@towerkit/runtime'
import { matches, requireMatches, type NamePattern } from './name-pattern.ts'
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

const defaultTargets: readonly NamePattern[] = [
  /\b(query|value|q_proj|v_proj|q_lin|v_lin)\.weight$/,
  /attn\.(q|v)\.weight$/,
  /attn\.Wqkv\.weight$/,
]

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
export function lora(
  model: Trainable,
  { columns, rank = 8, alpha = 8, targets = defaultTargets, whole = [], seed = 0 }: LoraOptions,
): LoraModel {
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
  const lengthOf = (weights: readonly Weight[]) => weights.reduce((total, { data }) => total + data.length, 0)
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
      if (base === undefined)
        throw new ArgumentError(
          'lora: nothing says which model was adapted. Save that model, and give its folder as base, so that the ' +
            'adapter can be loaded.',
        )
      await mkdir(folder, { recursive: true })
      const tensors = Object.fromEntries(
        all[0]!.changes.flatMap(({ name, a, b }) => [
          [`base_model.model.${name}.lora_A.weight`, a],
          [`base_model.model.${name}.lora_B.weight`, b],
        ]),
      )
      await writeSafetensors(join(folder, 'adapter_model.safetensors'), tensors as never, {
        metadata: { format: 'pt' },
      })
      const config = {
        peft_type: 'LORA',
        base_model_name_or_path: base,
        task_type: 'FEATURE_EXTRACTION',
        r: rank,
        lora_alpha: alpha,
        lora_dropout: 0,
        bias: 'none',
        target_modules: all[0]!.changes.map(({ name }) => name),
      }
      await writeFileAtomically(join(folder, 'adapter_config.json'), [
        new TextEncoder().encode(`${JSON.stringify(config, undefined, 2)}\n`),
      ])
    },
  }
}

/** The change of one matrix; `name` without `.weight`. */
interface Change {
  readonly name: string
  readonly weight: Weight
  readonly a: Weight
  readonly b: Weight
}

interface AdaptedTower {
  readonly base: Tower<unknown>
  readonly tower: Tower<unknown>
  readonly changes: readonly Change[]
  readonly whole: readonly Weight[]
  merge(): void
  unmerge(): void
}

function adaptedTower(
  base: Tower<unknown>,
  {
    rank,
    scale,
    targets,
    whole,
    seed,
  }: Required<Pick<LoraOptions, 'rank' | 'targets' | 'whole' | 'seed'>> & { readonly scale: number },
): AdaptedTower {
  const matrices = Object.entries(base.weights).filter(
    ([, { shape, dtype }]) => shape.length === 2 && dtype === 'float32',
  )
  if (targets !== defaultTargets)
    requireMatches(
      'lora',
      targets,
      matrices.map(([name]) => name),
    )
  const changes = matrices
    .filter(([name]) => targets.some(pattern => matches(pattern, name)))
    .map(([name, weight], i): Change => {
      const [outputs, inputs] = weight.shape as [number, number]
      const random = seededRandom(seed * 1000003 + i)
      // As PEFT: even in ±1/√inputs.
      const a = Float32Array.from({ length: rank * inputs }, () => (2 * random() - 1) / Math.sqrt(inputs))
      return {
        name: name.replace(/\.weight$/, ''),
        weight,
        a: { dtype: 'float32', shape: [rank, inputs], data: a },
        b: { dtype: 'float32', shape: [outputs, rank], data: new Float32Array(outputs * rank) },
      }
    })
  if (changes.length === 0)
    throw new ArgumentError(
      `lora: no matrix of the tower "${base.name}" fits the targets. Name some of its ${matrices.length} ` +
        `matrices, such as "${matrices.at(-1)?.[0]}".`,
      { tower: base.name },
    )
  requireMatches('lora', whole, Object.keys(base.weights))
  const isWhole = (name: string) => whole.some(pattern => matches(pattern, name))
  const byName = new Map(changes.map(change => [`${change.name}.weight`, change]))
  let kept: readonly Float32Array[] | undefined

  const withChanges = (root: Parameters, scope: Parameters, prefix: string): Parameters => ({
    ...scope,
    at: (...path) => withChanges(root, scope.at(...path), `${prefix}${path.map(part => `${part}.`).join('')}`),
    get(local, shape, initializer) {
      const weight = scope.get(local, shape, initializer)
      const change = byName.get(prefix + local)
      if (!change) return weight
      const part = (suffix: string, { shape: own }: Weight) =>
        root.get(`${change.name}.${suffix}.weight`, own, constantInitializer(0))
      return add(weight, mul(matmul(part('lora_B', change.b), part('lora_A', change.a)), scale))
    },
  })
  return {
    base,
    changes,
    whole: Object.entries(base.weights).flatMap(([name, weight]) => (isWhole(name) ? [weight] : [])),
    tower: {
      ...base,
      weights: {
        ...base.weights,
        ...Object.fromEntries(
          changes.flatMap(({ name, a, b }) => [
            [`${name}.lora_A.weight`, a],
            [`${name}.lora_B.weight`, b],
          ]),
        ),
      },
      frozen: Object.keys(base.weights).filter(name => !isWhole(name)),
      build(parameters, inputs, context) {
        if (kept)
          throw new ArgumentError(
            'lora: the changes are merged into the weights, so that they would count twice. Call unmerge() before ' +
              'training goes on.',
          )
        return base.build(withChanges(parameters, parameters, ''), inputs, context)
      },
    },
    merge() {
      if (kept) return
      kept = changes.map(({ weight }) => (weight.data as Float32Array).slice())
      for (const { weight, a, b } of changes) addLowRank(weight, { a, b, scale })
      base.updated?.()
    },
    unmerge() {
      kept?.forEach((data, i) => (changes[i]!.weight.data as Float32Array).set(data))
      kept = undefined
      base.updated?.()
    },
  }
}
