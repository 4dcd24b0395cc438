import type { LineProcess } from './line-process.ts'

/** One answer of a side. */
export interface Measurement {
  readonly ms: number
  readonly loss: number
  readonly peakMiB: number
}

/** Alternates the sides for `rounds` measured rounds of `burst` steps, after one round that is not counted. */
export async function measurePaired<Answer extends Measurement>(
  sides: readonly LineProcess<Answer>[],
  { rounds, burst = 2 }: { readonly rounds: number; readonly burst?: number },
): Promise<Answer[][]> {
  const results: Answer[][] = sides.map(() => [])
  for (let round = -1; round < rounds; round++) {
    for (const [i, side] of sides.entries()) {
      for (let k = 0; k < burst; k++) {
        const measurement = await side.ask()
        if (round >= 0) results[i]!.push(measurement)
      }
    }
  }
  await Promise.all(sides.map(side => side.stop()))
  return results
}
