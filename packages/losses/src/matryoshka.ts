import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { add, columnsOfLoss, isFloat, l2Normalize, lossValue, mul, slice, type Loss, type Value } from '@towerkit/graph'

/** Options of `matryoshka`. */
export interface MatryoshkaOptions {
  /** Lengths that embeddings are cut to. Default: the whole, a half, a quarter and an eighth of them. */
  readonly dimensions?: readonly number[]
  /** Weight of each length. Default: 1 each. */
  readonly weights?: readonly number[]
}

/**
 * Trains embeddings whose first dimensions are embeddings by themselves: L = Σ_m w_m · loss( columns cut to m
 * dimensions ).
 *
 * The shortened embedding is scaled to unit length, as it is when served. This shortens all columns of embeddings and
 * vectors of the embeddings' length, including a teacher's, but never numbers.
 *
 * @param loss Any loss; keeps its columns.
 * @throws {ArgumentError} if lengths are not whole numbers from 1, or weights do not fit.
 *
 * @example
 * const loss = matryoshka(infoNce(), { dimensions: [384, 192, 96, 48] })
 *
 * @see Kusupati et al., Matryoshka representation learning, arXiv 2205.13147, equation 1; sentence-transformers'
 *   MatryoshkaLoss.
 */
export function matryoshka(loss: Loss, options: MatryoshkaOptions = {}): Loss {
  const { dimensions, weights } = requireKnownOptions<MatryoshkaOptions>('matryoshka', options, {
    dimensions: true,
    weights: true,
  })
  requireLoss('matryoshka', loss)
  if (dimensions && (dimensions.length === 0 || dimensions.some(length => !Number.isInteger(length) || length < 1)))
    throw new ArgumentError(`matryoshka: dimensions [${dimensions}]. Give whole numbers from 1.`, { dimensions })
  if (weights && (weights.length !== (dimensions ?? [1, 2, 4, 8]).length || weights.some(weight => !(weight > 0))))
    throw new ArgumentError(
      `matryoshka: weights [${weights}] for dimensions [${dimensions ?? 'whole, half, quarter, eighth'}]. Give ` +
        'one number above 0 for each.',
      { weights },
    )
  const described = columnsOfLoss(loss)
  const cuttable = new Set(
    described.filter(({ holds }) => holds === 'embedding' || holds === 'vector').map(({ name }) => name),
  )
  return {
    ...loss,
    name: 'matryoshka',
    options: { ...(dimensions && { dimensions }), ...(weights && { weights }), loss: loss.name, ...loss.options },
    source: `https://arxiv.org/abs/2205.13147, ${loss.source}`,
    compute(columns) {
      const width = Number(
        described
          .filter(({ holds }) => holds === 'embedding')
          .map(({ name }) => columns[name]?.shape.at(-1))
          .find(length => typeof length === 'number'),
      )
      const lengths = dimensions ?? [1, 2, 4, 8].map(part => Math.max(1, Math.floor(width / part)))
      const tooLong = lengths.find(length => !(length <= width))
      if (tooLong !== undefined)
        throw new ArgumentError(
          `matryoshka: embeddings of ${width} dimensions cannot be cut to ${tooLong}. Give lengths up to ${width}.`,
          { width, length: tooLong },
        )
      const isEmbedding = (name: string, { shape, dtype }: Value) =>
        isFloat(dtype) && shape.length >= 2 && shape.at(-1) === width && cuttable.has(name)
      const cutTo = (length: number) =>
        Object.fromEntries(
          Object.entries(columns).map(([name, value]) => [
            name,
            isEmbedding(name, value) ? l2Normalize(slice(value, { axis: -1, end: length })) : value,
          ]),
        )
      return lengths
        .map((length, i) => mul(lossValue(loss, cutTo(length)), weights?.[i] ?? 1))
        .reduce((sum, term) => add(sum, term))
    },
  }
}

/** @throws {ArgumentError} unless `loss` is one. */
export function requireLoss(user: string, loss: Loss | undefined): void {
  if (typeof loss?.compute !== 'function')
    throw new ArgumentError(`${user}: there is no loss to wrap. Give one, such as infoNce().`)
}
