import { join } from 'node:path'
import type { Encoder } from '@towerkit/core'
import { distillation, regionEncoder, type RegionEncoder, type RegionEncoderOptions } from '@towerkit/region-encoder'
import { adamW, linearSchedule, train } from '@towerkit/training'

/** How a head is trained for a study. */
export interface DistilledOptions extends Partial<RegionEncoderOptions> {
  readonly data: string
  readonly text: Encoder<string>
  /** Paths of pictures without labels. */
  readonly pictures: readonly string[]
  readonly steps: number
  readonly seed: number
  readonly learningRate?: number
}

/** A region encoder over yolox-nano; its head is distilled unless there are no steps. */
export async function distilledRegions({
  data,
  pictures,
  steps,
  learningRate = 3e-3,
  ...options
}: DistilledOptions): Promise<RegionEncoder> {
  const regions = await regionEncoder({ image: join(data, 'models/yolox-nano'), ...options })
  if (steps === 0) return regions
  await train({
    ...(await distillation(regions, pictures, { seed: options.seed })),
    optimizer: adamW({ learningRate }),
    schedule: linearSchedule({ warmUp: 0.1 }),
    ...{ batchSize: 8, steps, seed: options.seed },
    onProgress: ({ step, loss }) => {
      if (step % 50 === 0) process.stderr.write(`step ${step}: ${loss.toFixed(4)}\n`)
    },
  })
  return regions
}
