import { expect, it } from 'vitest'
import { servedGraphs } from './served-graphs.ts'

/** Runners that say which weights they were made of. */
function counted() {
  const closed: string[] = []
  const opened: string[] = []
  let weights = 'old'
  let isBroken = false
  const graphs = servedGraphs<{ readonly label: string; close(): Promise<void> }>()
  const open = (name: string) =>
    graphs.open(name, async () => {
      const label = `${name} ${weights}`
      const breaks = isBroken
      opened.push(label)
      await new Promise(resolve => setTimeout(resolve, 5))
      if (breaks) throw new Error('no memory')
      return { label, close: async () => void closed.push(label) }
    })
  return {
    graphs,
    open,
    opened,
    closed,
    change: (to: string) => (weights = to),
    break: (broken: boolean) => (isBroken = broken),
  }
}

it('opens each graph once, when it is needed', async () => {
  const { graphs, open, opened, closed } = counted()
  expect(opened).toEqual([])
  const [first, second] = await Promise.all([open('a'), open('a')])
  expect(first).toBe(second)
  await open('b')
  expect(opened).toEqual(['a old', 'b old'])
  await graphs.close()
  expect(closed.sort()).toEqual(['a old', 'b old'])
})

it('drops graphs when the weights change, also one that is being opened', async () => {
  const { graphs, open, opened, closed, change } = counted()
  await open('a')
  const opening = open('b')
  change('new')
  await graphs.renew()
  expect((await opening).label).toBe('b new')
  expect((await open('a')).label).toBe('a new')
  expect(closed).toEqual(['a old', 'b old'])
  expect(opened).toEqual(['a old', 'b old', 'b new', 'a new'])
})

it('tries again after an opening that failed, and closes without a word of it', async () => {
  const { graphs, open, break: setBroken } = counted()
  setBroken(true)
  await expect(open('a')).rejects.toThrow('no memory')
  const failing = open('a').catch((error: Error) => error.message)
  await graphs.renew()
  expect(await failing).toBe('no memory')
  setBroken(false)
  expect((await open('a')).label).toBe('a old')
})
