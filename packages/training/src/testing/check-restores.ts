import { expect } from 'vitest'
import type { Sampler } from '../sampler.ts'

/**
 * Asserts that a sampler repeats itself, and that its state after each of the last batches, as JSON, gives the batches
 * that followed; without a state, those of the start.
 */
export async function checkRestores(create: () => Sampler, count: number): Promise<void> {
  const sampler = create()
  // The position before batch i.
  const states: (string | undefined)[] = [undefined]
  const batches: unknown[] = []
  for (let i = 0; i < count; i++) {
    const { examples, state } = await sampler.next()
    batches.push(examples)
    states.push(JSON.stringify(state))
  }
  const again = create()
  for (const batch of batches) expect((await again.next()).examples).toEqual(batch)

  const following = Math.min(5, count)
  for (let position = count - following; position >= 0; position--) {
    // Both a fresh sampler and one that stands elsewhere.
    for (const restored of [create(), again]) {
      const state = states[position]
      await restored.restore(state === undefined ? undefined : JSON.parse(state))
      for (let i = 0; i < following; i++) {
        const next = await restored.next()
        expect(next.examples, `batch ${position + i}`).toEqual(batches[position + i])
        expect(JSON.stringify(next.state), `state ${position + i + 1}`).toBe(states[position + i + 1])
      }
    }
  }
}
