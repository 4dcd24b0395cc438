import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** One answer of a side. */
export interface Measurement {
  readonly ms: number
  readonly loss: number
  readonly peakMiB: number
}
/** A process that takes one step for each line it gets. */
interface Side {
  step(): Promise<Measurement>
  stop(): Promise<void>
}

/** Starts one side of a paired benchmark. */
export function startSide(command: string, parameters: readonly string[]): Side {
  const child = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async step() {
      child.stdin.write('\n')
      const { value, done } = await lines.next()
      if (done) throw new Error(`${command} ended before it answered`)
      return JSON.parse(value) as Measurement
    },
    async stop() {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

/** Alternates the sides for `rounds` measured rounds of `burst` steps, after one round that is not counted. */
export async function measurePaired(
  sides: readonly Side[],
  { rounds, burst = 2 }: { readonly rounds: number; readonly burst?: number },
): Promise<Measurement[][]> {
  const results: Measurement[][] = sides.map(() => [])
  for (let round = -1; round < rounds; round++) {
    for (const [i, side] of sides.entries()) {
      for (let k = 0; k < burst; k++) {
        const measurement = await side.step()
        if (round >= 0) results[i]!.push(measurement)
      }
    }
  }
  await Promise.all(sides.map(side => side.stop()))
  return results
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2
}
