import { DataError, requireInputs, requireKnownOptions } from '@towerkit/core'
import { dataDigest } from './data-digest.ts'
import type { Example } from './example.ts'
import type { Sampler } from './sampler.ts'

/**
 * Batches of an iterable in its own order, begun again when it ends; nothing is kept in memory. To go on from a stored
 * position the examples before it are read and dropped.
 *
 * @param source Gives the same examples in the same order each time it is iterated.
 * @throws {DataError} (from `next`) if the source is empty, or can be iterated only once, as a running generator.
 */
export function streamSampler(
  source: AsyncIterable<Example> | Iterable<Example>,
  options: { readonly batchSize: number },
): Sampler {
  const { batchSize } = requireKnownOptions<{ readonly batchSize: number }>('streamSampler', options, {
    batchSize: true,
  })
  requireInputs('streamSampler', source, 'examples')
  let iterator: AsyncIterator<Example> | Iterator<Example> | undefined
  let read = 0

  const nextExample = async (): Promise<Example> => {
    for (let attempt = 0; attempt < 2; attempt++) {
      iterator ??= begin(source)
      const { done, value } = await iterator.next()
      if (!done) {
        read++
        return value
      }
      iterator = undefined
      read = 0
    }
    throw new DataError('streamSampler: the source has no examples. Give at least one.')
  }

  return {
    async next() {
      const batch: Example[] = []
      while (batch.length < batchSize) batch.push(await nextExample())
      return { examples: batch, state: { read } }
    },
    async restore(state = { read: 0 }) {
      await iterator?.return?.()
      iterator = undefined
      read = 0
      while (read < Number(state['read'])) await nextExample()
    },
    async describe() {
      const first: Example[] = []
      // An iteration of its own: the position stays.
      for await (const example of { [Symbol.asyncIterator]: () => asAsync(begin(source)) }) {
        first.push(example)
        if (first.length === 8) break
      }
      return { first: dataDigest(first) }
    },
  }
}

function begin(source: AsyncIterable<Example> | Iterable<Example>): AsyncIterator<Example> | Iterator<Example> {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
  // Going back to a position would silently go on from elsewhere.
  if ((iterator as unknown) === source)
    throw new DataError(
      'streamSampler: the source can be iterated only once. Give an array, or an object whose ' +
        '[Symbol.asyncIterator] starts anew each time.',
    )
  return iterator
}

function asAsync(iterator: AsyncIterator<Example> | Iterator<Example>): AsyncIterator<Example> {
  return { next: async () => iterator.next(), return: async () => (await iterator.return?.()) ?? done }
}

const done = { done: true, value: undefined } as const
