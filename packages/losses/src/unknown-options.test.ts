import { expect, it } from 'vitest'
import * as losses from '@towerkit/losses'

/** Losses that take more than options. */
const first: Readonly<Record<string, readonly unknown[]>> = {
  adaptiveLayers: [losses.infoNce()],
  matryoshka: [losses.infoNce()],
  matryoshka2d: [losses.infoNce()],
}
/** Losses without settings. */
const plain = ['classCrossEntropy', 'cosineDistillation', 'cosineRegression', 'mseDistillation']
type Factory = (...given: readonly unknown[]) => unknown
const factories = Object.entries(losses as unknown as Readonly<Record<string, Factory>>).filter(
  ([name, value]) =>
    typeof value === 'function' && !plain.includes(name) && value.length <= 1 + (first[name]?.length ?? 0),
)

it.each(factories)('%s takes no option that it does not have', (name, factory) => {
  const given = first[name] ?? []
  let error: unknown
  try {
    factory(...given, { temprature: 0.1 })
  } catch (caught) {
    error = caught
  }
  expect(error).toMatchObject({ code: 'argument' })
})
