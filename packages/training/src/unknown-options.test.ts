import { expect, it } from 'vitest'
import { options, smallNet } from './testing/small-net.ts'
import { train } from './train.ts'

/** What `train` is given, with a name in it that does not exist, and the nearest one that does. */
const wrong: Readonly<Record<string, readonly [given: object, nearest: string]>> = {
  itself: [{ batch_size: 8 }, 'batchSize'],
  'its evaluation': [{ evaluation: { run: () => ({}), every: 1, lower: true } }, 'lowerIsBetter'],
  'its average': [{ average: { decays: 0.9 } }, 'decay'],
  'its checkpoints': [{ checkpoints: { folder: 'never-made', evry: 10 } }, 'every'],
  'a task': [{ data: undefined, loss: undefined, tasks: [{ name: 'a', data: [], loss: {}, wieght: 2 }] }, 'weight'],
  'a rule of rates': [{ learningRates: [{ weights: '*', factor: 1, factr: 2 }] }, 'factor'],
}

it.each(Object.entries(wrong))('train refuses an unknown name of %s', async (_what, [given, nearest]) => {
  await expect(train(options(smallNet(), given))).rejects.toMatchObject({ code: 'argument', details: { nearest } })
})
