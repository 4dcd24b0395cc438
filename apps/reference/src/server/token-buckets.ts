import { LRUCache } from 'lru-cache'

/** Clients that are remembered; one that is forgotten starts with a full bucket. */
const mostClients = 10_000

/** A bucket of tokens for each client: a request takes one, and they come back at a steady rate. */
export interface TokenBuckets {
  /** Takes a token. Returns 0, or the seconds until there is one. */
  take(client: string): number
}

/**
 * Token buckets that hold `burst` tokens and regain `rate` of them a second.
 *
 * @param options.now clock in milliseconds; default `performance.now`.
 */
export function tokenBuckets(
  rate: number,
  burst: number,
  { now = () => performance.now() }: { readonly now?: () => number } = {},
): TokenBuckets {
  const buckets = new LRUCache<string, { tokens: number; at: number }>({ max: mostClients })
  return {
    take(client) {
      const at = now()
      const known = buckets.get(client)
      const tokens = known === undefined ? burst : Math.min(burst, known.tokens + ((at - known.at) / 1000) * rate)
      const enough = tokens >= 1
      buckets.set(client, { tokens: enough ? tokens - 1 : tokens, at })
      return enough ? 0 : (1 - tokens) / rate
    },
  }
}
