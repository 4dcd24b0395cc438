import { expect } from 'vitest'
import type { Sampler } from '../sampler.ts'

/**
 * Asserts that a sampler repeats itself, and that its state at each of `count` positions, as JSON, gives the batches
 * that followed.
 */
export async function checkRestores(create: () => Sampler, count: number): Promise<void> {
  const sampler = create()
  const states: string[] = []
  const batches: unknown[] = []
  for (let i = 0; i < count; i++) {
    states.push(JSON.stringify(sampler.state()))
    batches.push(await sampler.next())
  }
  const again = create()
  for (const batch of batches) expect(await again.next()).toEqual(batch)

  const following = Math.min(5, count)
  for (let position = count - following; position >= 0; position--) {
    // Both a fresh sampler and one that stands elsewhere.
    for (const restored of [create(), again]) {
      await restored.restore(JSON.parse(states[position]!))
      expect(JSON.stringify(restored.state())).toBe(states[position])
      for (let i = 0; i < following; i++)
        expect(await restored.next(), `batch ${position + i}`).toEqual(batches[position + i])
    }
  }
}
