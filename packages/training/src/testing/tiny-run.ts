import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { adamW, train, type RunOptions, type SingleTask } from '../index.ts'
import { contrastiveLoss, sharedModel, tinyPairs, tinyTower } from './tiny-model.ts'

export const session = { threads: 1 }

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-training-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Trains a fresh tiny tower and returns its weights and losses. */
export async function run(options: Partial<RunOptions & SingleTask> = {}, tower = tinyTower('shared')) {
  const result = await train({
    model: sharedModel(tower),
    data: tinyPairs(40),
    loss: contrastiveLoss,
    optimizer: adamW({ learningRate: 0.02 }),
    steps: 12,
    batchSize: 8,
    session,
    ...options,
  })
  return {
    weights: Object.fromEntries(
      Object.entries(tower.weights).map(([name, { data }]) => [name, Array.from(data, Number)]),
    ),
    losses: result.losses,
  }
}
