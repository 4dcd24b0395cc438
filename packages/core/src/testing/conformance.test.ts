import { expect, it } from 'vitest'
import { applySkips } from '@towerkit/core/testing'

const passes = { name: 'passes', run: async () => {} }
const fails = {
  name: 'fails',
  run: async () => {
    throw new Error('broken')
  },
}

it('lets a skipped case fail, and fails a skipped case that passes', async () => {
  const skip = (name: string) => [{ reason: 'a known limit', tests: [name] }]
  await expect(applySkips([fails], skip('fails'))[0]!.run()).resolves.toBeUndefined()
  await expect(applySkips([passes], skip('passes'))[0]!.run()).rejects.toThrow('Remove the skip')
  await expect(applySkips([fails], [])[0]!.run()).rejects.toThrow('broken')
})

it('refuses a skip of a case that does not exist', () => {
  expect(() => applySkips([passes], [{ reason: 'a typo', tests: ['pases'] }])).toThrow('pases')
})
