import { mkdirSync } from 'node:fs'
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lossValue, mul, type Loss } from '@towerkit/graph'
import { sgd } from '@towerkit/training'
import { contrastiveLoss, tinyTower } from './testing/tiny-model.ts'
import { run, temporaryFolder } from './testing/tiny-run.ts'

it('goes on from a checkpoint to the same weights to the bit, through a stopped run', async () => {
  const whole = await run({ steps: 20 })
  const checkpoints = { folder: await temporaryFolder(), every: 3 }
  for (const last of [4, 5, 11]) {
    const stop = new AbortController()
    const stopped = run({
      steps: 20,
      checkpoints,
      signal: stop.signal,
      onProgress: ({ step }) => {
        if (step === last) stop.abort()
      },
    })
    await expect(stopped).rejects.toMatchObject({ code: 'aborted', details: { step: last } })
  }
  const resumed = await run({ steps: 20, checkpoints })
  expect(resumed.weights).toEqual(whole.weights)
  expect(resumed.losses).toEqual(whole.losses.slice(11))
})

it('passes over a damaged checkpoint with a warning and still ends with the same weights', async () => {
  const whole = await run({ steps: 10 })
  for (const damage of ['truncate', 'flip'] as const) {
    const folder = await temporaryFolder()
    await run({ steps: 10, checkpoints: { folder, every: 4, keep: 3 } })
    const newest = join(folder, (await readdir(folder)).sort().at(-1)!)
    if (damage === 'truncate') await truncate(newest, 1000)
    else {
      const bytes = await readFile(newest)
      bytes[bytes.length - 100]! ^= 4
      await writeFile(newest, bytes)
    }
    const warnings: string[] = []
    const again = await run({
      steps: 10,
      checkpoints: { folder, every: 4 },
      onWarning: message => warnings.push(message),
    })
    expect(again.weights).toEqual(whole.weights)
    expect(again.losses).toHaveLength(2)
    expect(warnings).toEqual([expect.stringContaining('step-000000010.safetensors is damaged')])
  }
})

it('goes on when a checkpoint cannot be written, and says so', async () => {
  const folder = await temporaryFolder()
  const warnings: string[] = []
  const { losses } = await run({
    checkpoints: { folder, every: 5, keep: 9 },
    onProgress: ({ step }) => {
      if (step === 7) mkdirSync(join(folder, 'step-000000010.safetensors'))
    },
    onWarning: message => warnings.push(message),
  })
  expect(losses).toHaveLength(12)
  expect(warnings).toEqual([expect.stringContaining('the checkpoint of step 10 could not be written')])
  expect((await readdir(folder)).sort()).toEqual(
    [5, 10, 12].map(step => `step-${String(step).padStart(9, '0')}.safetensors`),
  )
})

it('refuses the checkpoint of another run', async () => {
  const folder = await temporaryFolder()
  await run({ steps: 2, checkpoints: folder })
  await expect(run({ steps: 2, checkpoints: folder, seed: 5 })).rejects.toMatchObject({ code: 'argument' })
})

it('does nothing where the signal has fired before, and stops after the step in which it fires', async () => {
  const tower = tinyTower('shared')
  await expect(run({ signal: AbortSignal.abort('enough') }, tower)).rejects.toMatchObject({
    code: 'aborted',
    details: { step: 0 },
    cause: 'enough',
  })
  expect(tower.weights).toEqual(tinyTower('shared').weights)
  const stop = new AbortController()
  const steps: number[] = []
  await expect(
    run(
      {
        signal: stop.signal,
        onProgress: ({ step }) => {
          steps.push(step)
          if (step === 3) stop.abort()
        },
      },
      tower,
    ),
  ).rejects.toMatchObject({ code: 'aborted', details: { step: 3 } })
  expect(steps).toEqual([1, 2, 3])
  const three = await run({ steps: 3 })
  expect(
    Object.fromEntries(Object.entries(tower.weights).map(([name, { data }]) => [name, Array.from(data, Number)])),
  ).toEqual(three.weights)
})

it.each([1, 3])(
  'accumulates the same with the gradient cache, in chunks of %i, over tables whose rows differ',
  async chunkSize => {
    const options = { optimizer: sgd({ learningRate: 0.5 }), accumulate: 3, steps: 2, batchSize: 4 }
    const plain = await run(options)
    const cached = await run({ ...options, chunkSize })
    for (const [name, weights] of Object.entries(plain.weights))
      weights.forEach((weight, i) => expect(Math.abs(cached.weights[name]![i]! - weight)).toBeLessThan(2e-6))
  },
)

it('stops when the loss is not finite, without taking the step', async () => {
  const tower = tinyTower('shared')
  const exploding: Loss = {
    ...contrastiveLoss,
    compute: columns => mul(mul(lossValue(contrastiveLoss, columns), 1e30), 1e30),
  }
  await expect(run({ loss: exploding }, tower)).rejects.toMatchObject({ code: 'diverged', details: { step: 1 } })
  expect(tower.weights).toEqual(tinyTower('shared').weights)
})

it('never stores weights that are not finite, and names the last good checkpoint', async () => {
  const folder = await temporaryFolder()
  const schedule = (step: number) => (step === 6 ? 1e45 : 1)
  await expect(run({ schedule, checkpoints: { folder, every: 2, keep: 9 } })).rejects.toMatchObject({
    code: 'diverged',
    details: { step: 6, checkpoint: 4 },
  })
  expect(await readdir(folder)).toHaveLength(2)
})
