import { createHash } from 'node:crypto'
import { TowerkitError, type StateCache, type StateEntry, type TokenStates } from '@towerkit/core'
import { writeOnnx, type Tensor } from '@towerkit/graph'
import { roundedState, type SessionPool, type Tensors } from '@towerkit/runtime'
import { trunkGraph, trunkOutput } from './serving-graphs.ts'
import type { Trunk } from './trunk.ts'

/** One text, picture or sound for a trunk. */
export interface TrunkUnit {
  /** Hash of everything that its tokens depend on besides the trunk. */
  readonly content: string
  /**
   * Makes what the trunk reads; called only if the tokens are not in the cache. Of several, the pieces of a sound, the
   * tokens are averaged.
   */
  tensors(): Promise<readonly Readonly<Record<string, Tensor>>[]>
}

/** Serves a frozen trunk: tokens from the cache, or from the trunk, several units at once. */
export interface TrunkServer {
  /** @throws what making the tensors of the unit throws. */
  tokens(unit: TrunkUnit): Promise<TokenStates>
}

/** Options of `trunkServer`. */
export interface TrunkServerOptions {
  readonly cache: StateCache
  /** Opens the trunk when it is first needed. */
  readonly pool: (model: () => Uint8Array) => Promise<SessionPool>
  /** The tensors of a batch. */
  readonly pack: (units: readonly Readonly<Record<string, Tensor>>[]) => Tensors
  /** Tokens of a unit; what the trunk gives more is padding. Default: all. */
  readonly tokensOf?: (unit: Readonly<Record<string, Tensor>>) => number
  /** Most units at once. */
  readonly batchSize: number
}

interface Waiting {
  readonly tensors: Readonly<Record<string, Tensor>>
  resolve(states: TokenStates): void
  reject(error: unknown): void
}

/**
 * Serves a trunk whose weights do not change. Units that arrive while the trunk is busy wait, and run together: any
 * number of callers, each with one unit, make full batches.
 */
export function trunkServer(trunk: Trunk, { cache, pool, pack, tokensOf, batchSize }: TrunkServerOptions): TrunkServer {
  const waiting: Waiting[] = []
  let isBusy = false
  let digest: string | undefined

  const run = async (batch: readonly Waiting[]) => {
    const opened = await pool(() => writeOnnx(trunkGraph(trunk), { weights: trunk.weights }))
    const { [trunkOutput]: made } = await opened.run(pack(batch.map(({ tensors }) => tensors)), { wait: true })
    const [, count, width] = made!.shape as readonly [number, number, number]
    const data = made!.data as Float32Array
    batch.forEach(({ tensors, resolve }, i) => {
      const tokens = tokensOf?.(tensors) ?? count
      resolve({ tokens, width, data: data.slice(i * count * width, (i * count + tokens) * width) })
    })
  }
  const serve = async () => {
    if (isBusy) return
    isBusy = true
    // Units that are ready at the same time go together.
    await new Promise(resolve => setImmediate(resolve))
    while (waiting.length > 0) {
      const batch = waiting.splice(0, batchSize)
      await run(batch).catch((error: unknown) => batch.forEach(({ reject }) => reject(error)))
    }
    isBusy = false
  }
  return {
    async tokens({ content, tensors: makeTensors }) {
      digest ??= trunkDigest(trunk)
      const key = createHash('sha256').update(`${digest} ${content}`).digest('base64url')
      const [known] = await cache.get([key])
      if (known) return known
      const pieces = (await makeTensors()).map(
        tensors =>
          new Promise<TokenStates>((resolve, reject) => {
            waiting.push({ tensors, resolve, reject })
            void serve()
          }),
      )
      const state = meanState(await Promise.all(pieces))
      await store(cache, [{ key, state }])
      return roundedState(state, cache.precision)
    },
  }
}

function meanState(states: readonly TokenStates[]): TokenStates {
  const [first] = states as readonly [TokenStates]
  if (states.length === 1) return first
  const data = first.data.map((_, i) => states.reduce((sum, state) => sum + state.data[i]!, 0) / states.length)
  return { ...first, data }
}

/** A full disk must not stop what needs no cache. */
async function store(cache: StateCache, entries: readonly StateEntry[]): Promise<void> {
  try {
    await cache.set(entries)
  } catch (error) {
    if (!TowerkitError.is(error, 'data')) throw error
    process.emitWarning(`omniEncoder: tokens could not be stored: ${error.message}`)
  }
}

/** A hash of the graph and the weights. */
function trunkDigest(trunk: Trunk): string {
  const hash = createHash('sha256').update(writeOnnx(trunkGraph(trunk)))
  for (const [name, { dtype, shape, data }] of Object.entries(trunk.weights))
    hash
      .update(`${name} ${dtype} [${shape}] `)
      .update(new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength))
  return hash.digest('base64url')
}
