import { expect, it } from 'vitest'
import { tinyLait, tinyTexts } from './testing/tiny-lait.ts'

const [watch, read, parse, empty, close, file] = tinyTexts as [string, string, string, string, string, string]

it('gives those that are not certain to fewer parallel layers', async () => {
  await using encoder = await tinyLait({ head: 'score' })
  const tuples = [
    [watch, parse],
    [read, close],
    [file, empty],
    [close, watch],
  ]
  const cheap = await encoder.predict(tuples, { parallelLayers: 3 })
  const dear = await encoder.predict(tuples, { parallelLayers: 0 })
  const middle = [...cheap.data].sort()[1]!
  const adaptive = await encoder.predictAdaptively(tuples, {
    parallelLayers: [3, 0],
    isCertain: ([score]) => score! > middle,
  })
  for (const i of tuples.keys()) {
    expect(adaptive.parallelLayers[i]).toBe(cheap.data[i]! > middle ? 3 : 0)
    expect(adaptive.data[i]).toBeCloseTo(adaptive.parallelLayers[i] === 3 ? cheap.data[i]! : dear.data[i]!, 5)
  }
  await expect(encoder.predictAdaptively(tuples, { parallelLayers: [], isCertain: () => true })).rejects.toMatchObject({
    code: 'argument',
  })
})
