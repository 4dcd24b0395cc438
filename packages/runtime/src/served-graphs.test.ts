import { expect, it } from 'vitest'
import { servedGraphs } from './served-graphs.ts'

/** Runners that say which weights they were made of. */
function counted() {
  const closed: string[] = []
  const opened: string[] = []
  let weights = 'old'
  let isBroken = false
  const graphs = servedGraphs(async (name: 'a' | 'b') => {
    const label = `${name} ${weights}`
    const breaks = isBroken
    opened.push(label)
    await new Promise(resolve => setTimeout(resolve, 5))
    if (breaks) throw new Error('no memory')
    return { label, close: async () => void closed.push(label) }
  })
  return {
    graphs,
    opened,
    closed,
    change: (to: string) => (weights = to),
    break: (broken: boolean) => (isBroken = broken),
  }
}

it('opens each graph once, when it is needed', async () => {
  const { graphs, opened, closed } = counted()
  expect(opened).toEqual([])
  const [first, second] = await Promise.all([graphs.open('a'), graphs.open('a')])
  expect(first).toBe(second)
  await graphs.open('b')
  expect(opened).toEqual(['a old', 'b old'])
  await graphs.close()
  expect(closed.sort()).toEqual(['a old', 'b old'])
})

it('drops graphs when the weights change, also one that is being opened', async () => {
  const { graphs, opened, closed, change } = counted()
  await graphs.open('a')
  const opening = graphs.open('b')
  change('new')
  await graphs.renew()
  expect((await opening).label).toBe('b new')
  expect((await graphs.open('a')).label).toBe('a new')
  expect(closed).toEqual(['a old', 'b old'])
  expect(opened).toEqual(['a old', 'b old', 'b new', 'a new'])
})

it('tries again after an opening that failed, and closes without a word of it', async () => {
  const { graphs, break: setBroken } = counted()
  setBroken(true)
  await expect(graphs.open('a')).rejects.toThrow('no memory')
  const failing = graphs.open('a').catch((error: Error) => error.message)
  await graphs.renew()
  expect(await failing).toBe('no memory')
  setBroken(false)
  expect((await graphs.open('a')).label).toBe('a old')
})
