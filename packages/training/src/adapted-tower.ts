import { ArgumentError, seededRandom } from '@towerkit/core'
import {
  add,
  addLowRank,
  constantInitializer,
  matmul,
  mul,
  type Parameters,
  type Tower,
  type Tensor,
} from '@towerkit/graph'
import { matches, requireMatches, type NamePattern } from './name-pattern.ts'

/** Queries and values of attention, by the names that they have in common models. */
export const defaultTargets: readonly NamePattern[] = [
  /\b(query|value|q_proj|v_proj|q_lin|v_lin)\.weight$/,
  /attn\.(q|v)\.weight$/,
  /attn\.Wqkv\.weight$/,
]

/** The low-rank change of one matrix; `name` without `.weight`. */
export interface LowRankChange {
  readonly name: string
  readonly weight: Tensor
  readonly a: Tensor
  readonly b: Tensor
}

/** A tower of which only low-rank changes are trained. */
export interface AdaptedTower {
  readonly base: Tower<unknown>
  readonly tower: Tower<unknown>
  readonly changes: readonly LowRankChange[]
  /** Weights that are trained themselves. */
  readonly whole: readonly Tensor[]
  merge(): void
  unmerge(): void
}

/**
 * A tower with a low-rank change of each matrix that the targets name.
 *
 * @throws {ArgumentError} if a target fits no matrix, or a pattern of `whole` no weight.
 */
export function adaptedTower(
  base: Tower<unknown>,
  {
    rank,
    scale,
    targets,
    whole,
    seed,
  }: {
    readonly rank: number
    readonly scale: number
    readonly targets: readonly NamePattern[]
    readonly whole: readonly NamePattern[]
    readonly seed: number
  },
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
    .map(([name, weight], i): LowRankChange => {
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
      const part = (suffix: string, factor: Tensor) =>
        root.get(`${change.name}.${suffix}.weight`, factor.shape, constantInitializer(0))
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
