import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createInterface } from 'node:readline'

/** Encodes texts in batches of a size; returns one row of numbers after the other. */
export type Encode = (texts: string[], batch: number) => Promise<Float32Array>

/**
 * Says that the first vector is there, then encodes all texts for each line on standard input. @param batches Sizes to
 * choose the fastest of; none: the encoder has its own.
 */
export async function serveSide(folder: string, encode: Encode, batches: readonly number[] = []): Promise<void> {
  const texts = JSON.parse(readFileSync(join(folder, 'texts.json'), 'utf8')) as string[]
  await encode(['a text'], 1)
  console.log('{}')
  let batch = 0
  let first = true
  for await (const _ of createInterface({ input: process.stdin })) {
    if (first) {
      const times: [number, number][] = []
      for (const size of batches) {
        const started = performance.now()
        await encode(texts.slice(0, 64), size)
        times.push([performance.now() - started, size])
      }
      batch = times.sort(([a], [b]) => a - b)[0]?.[1] ?? 0
    }
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const used = process.cpuUsage()
    const started = performance.now()
    const vectors = await encode(texts, batch)
    const ms = performance.now() - started
    const { user, system } = process.cpuUsage(used)
    delay.disable()
    if (first) writeFileSync(join(folder, 'embeddings.f32'), vectors)
    first = false
    console.log(
      JSON.stringify({
        ms,
        cpuMs: (user + system) / 1e3,
        peakMiB: process.resourceUsage().maxRSS / 1024,
        delayMs: delay.percentile(99) / 1e6,
        ...(batch > 0 && { batch }),
      }),
    )
  }
}
