import { expect, it } from 'vitest'
import { temporaryFolder } from '../testing/run-towerkit.ts'
import { openWorkspace } from '../workspace.ts'
import { keptTrainingData } from './kept-training-data.ts'

const dataOf = (text: string) => ({
  pairs: [{ query: `about ${text}`, positive: '0' }],
  documents: [{ id: '0', text }],
})

it('keeps the data of a stopped stage, whatever becomes of the documents meanwhile', async () => {
  const training = await openWorkspace(await temporaryFolder())
  const keep = (steps: number, text: string) =>
    keptTrainingData(training, 'train-data', { settings: { steps }, load: async () => dataOf(text) })
  expect((await keep(1, 'first')).data).toEqual(dataOf('first'))
  expect((await keep(1, 'changed while stopped')).data).toEqual(dataOf('first'))
  const other = await keep(2, 'other settings')
  expect(other.data).toEqual(dataOf('other settings'))
  await other.remove()
  expect((await keep(2, 'after its end')).data).toEqual(dataOf('after its end'))
})
