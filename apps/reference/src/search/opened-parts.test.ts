import { expect, it } from 'vitest'
import { openedParts, type OpenedParts } from './opened-parts.ts'

it('closes the latest first, all even if one fails, and nothing that was handed over', async () => {
  const closed: string[] = []
  const part = (name: string) => ({ [Symbol.asyncDispose]: async () => void closed.push(name) })
  let kept: OpenedParts
  {
    await using opening = openedParts()
    opening.use(part('first'))
    opening.defer(() => closed.push('second'))
    kept = opening.move()
  }
  expect(closed).toEqual([])
  kept.defer(() => {
    throw new Error('third')
  })
  kept.use({ [Symbol.dispose]: () => void closed.push('fourth') })
  await expect(kept.disposeAsync()).rejects.toThrow('third')
  expect(closed).toEqual(['fourth', 'second', 'first'])
  await kept.disposeAsync()
  expect(closed).toHaveLength(3)
})
