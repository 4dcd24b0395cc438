import { requireKnownOptions } from '../require-known-options.ts'
import { seededRandom } from '../seeded-random.ts'
import { applySkips, expect, expectRejection, type ConformanceCase, type ConformanceSkip } from './conformance.ts'
import type { StateCache, TokenStates } from '../state-cache.ts'

/** Largest error of a number of a state whose largest is 1. */
const tolerances = { float32: 0, float16: 2 ** -11, int8: 0.5 / 127 + 1e-6 } as const

/**
 * The contract of `StateCache` as test cases, for any test runner.
 *
 * @param create Makes an empty cache, of so many bytes where that is said.
 *
 * @example
 * for (const { name, run } of stateCacheConformance(options => memoryCache(options))) it(name, run)
 */
export function stateCacheConformance(
  create: (options: { readonly maxBytes?: number }) => StateCache | Promise<StateCache>,
  given: { readonly skip?: readonly ConformanceSkip[] } = {},
): ConformanceCase[] {
  const { skip = [] } = requireKnownOptions('stateCacheConformance', given, { skip: true })
  const using =
    (work: (cache: StateCache) => Promise<void>, options: { readonly maxBytes?: number } = {}) =>
    async () => {
      const cache = await create(options)
      try {
        await work(cache)
      } finally {
        await cache.close()
      }
    }
  const expectState = (cache: StateCache, found: TokenStates | undefined, wanted: TokenStates) => {
    expect(found !== undefined, 'a state that was set is not there')
    expect(
      found.tokens === wanted.tokens && found.width === wanted.width && found.data.length === wanted.data.length,
      `a state of ${wanted.tokens} · ${wanted.width} came back as ${found.tokens} · ${found.width}`,
    )
    const worst = Math.max(0, ...Array.from(wanted.data, (value, i) => Math.abs(value - found.data[i]!)))
    expect(worst <= tolerances[cache.precision], `a number of ${cache.precision} is off by ${worst}`)
  }

  return applySkips(
    [
      {
        name: 'gives back what was set, in the order of the keys',
        run: using(async cache => {
          const states = [4, 1, 7].map(stateOf)
          await cache.set(states.map((state, i) => ({ key: `key ${i}`, state })))
          const found = await cache.get(['key 2', 'key 0', 'none', 'key 1', 'key 0'])
          for (const [i, state] of [2, 0, undefined, 1, 0].entries()) {
            if (state === undefined) expect(found[i] === undefined, 'there is a state that was never set')
            else expectState(cache, found[i], states[state]!)
          }
        }),
      },
      {
        name: 'counts hits, misses, entries and bytes',
        run: using(async cache => {
          await cache.set([
            { key: 'a', state: stateOf(2) },
            { key: 'b', state: stateOf(3) },
          ])
          await cache.get(['a', 'c', 'b', 'd'])
          const { hits, misses, evictions, damaged, entries, bytes } = await cache.statistics()
          expect(
            hits === 2 && misses === 2 && evictions === 0 && damaged === 0 && entries === 2,
            `counted ${hits}, ${misses}, ${evictions}, ${damaged}, ${entries}`,
          )
          const each = { float32: 32, float16: 16, int8: 12 }[cache.precision]
          expect(bytes === 5 * each, `${bytes} bytes, expected ${5 * each}`)
        }),
      },
      {
        name: 'replaces what is set again',
        run: using(async cache => {
          await cache.set([{ key: 'a', state: stateOf(5) }])
          await cache.set([{ key: 'a', state: stateOf(2) }])
          expectState(cache, (await cache.get(['a']))[0], stateOf(2))
          expect((await cache.statistics()).entries === 1, 'one key has two entries')
        }),
      },
      {
        name: 'keeps within its bytes, and lets old states go',
        run: using(
          async cache => {
            for (let i = 0; i < 20; i++) await cache.set([{ key: `key ${i}`, state: stateOf(4) }])
            const { bytes, entries, evictions } = await cache.statistics()
            expect(
              bytes <= 512 && entries > 0 && entries + evictions === 20,
              `${bytes} bytes in ${entries} entries after ${evictions} evictions`,
            )
            expectState(cache, (await cache.get(['key 19']))[0], stateOf(4))
          },
          { maxBytes: 512 },
        ),
      },
      {
        name: 'does not keep what is larger than all its bytes',
        run: using(
          async cache => {
            await cache.set([
              { key: 'a', state: stateOf(4) },
              { key: 'large', state: stateOf(100) },
            ])
            expect((await cache.get(['large']))[0] === undefined, 'a state is there that does not fit')
          },
          { maxBytes: 512 },
        ),
      },
      {
        name: 'takes no keys and no entries',
        run: using(async cache => {
          await cache.set([])
          expect((await cache.get([])).length === 0, 'no keys gave a state')
        }),
      },
      {
        name: 'refuses states that are not what they say',
        run: using(async cache => {
          await expectRejection('shape', () =>
            cache.set([{ key: 'a', state: { tokens: 2, width: 8, data: new Float32Array(8) } }]),
          )
          await expectRejection('argument', () =>
            cache.set([{ key: 'a', state: { tokens: 1, width: 2, data: Float32Array.of(1, Number.NaN) } }]),
          )
          expect((await cache.get(['a']))[0] === undefined, 'a state was kept that was refused')
        }),
      },
    ],
    skip,
  )
}

/** Numbers from −1 to 1, width 8. */
function stateOf(tokens: number): TokenStates {
  const random = seededRandom(tokens)
  const data = Float32Array.from({ length: tokens * 8 }, () => 2 * random() - 1)
  return { tokens, width: 8, data }
}
