import type { Sampler } from '../sampler.ts'
import type { Example } from '../example.ts'

/** Examples that hold their number. */
export function numbered(count: number): Example[] {
  return Array.from({ length: count }, (_, id) => ({ id }))
}

/** The numbers of the examples in the next batches. */
export async function passOf(sampler: Sampler, batches: number): Promise<number[]> {
  const ids: number[] = []
  for (let i = 0; i < batches; i++) for (const { id } of (await sampler.next()).examples) ids.push(id as number)
  return ids
}
