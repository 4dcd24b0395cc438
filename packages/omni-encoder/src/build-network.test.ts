import { expect, it } from 'vitest'
import type { Graph, Parameters, Value, Tensor } from '@towerkit/graph'
import { checkGradient } from '@towerkit/graph/testing'
import { createSession } from '@towerkit/runtime'
import { buildNetwork } from './build-network.ts'
import { networkParameters } from './network-inputs.ts'
import { tensorsOf } from './testing/tensors-of.ts'
import { tinyNoise, tinyOmni, tinyPicture } from './testing/tiny-omni.ts'

it('has the gradient of its formula with respect to every weight and every token', async () => {
  await using encoder = await tinyOmni({ widths: [8, 4], perceiverWidth: 4, latents: 2 })
  const { network } = encoder.parts
  const { layout, units, vision_index, vision_mask, vision_frames, ...states } = await tensorsOf(encoder, [
    { text: 'red', frames: [tinyPicture(1), tinyPicture(2)] },
    { sound: tinyNoise(1, 2), text: 'a green field' },
  ])
  const given = { layout, units, vision_index, vision_mask, vision_frames } as Record<string, Tensor>
  const parameters = networkParameters(network).list()
  const shapes = Object.fromEntries([
    ...Object.entries(states).map(([name, { shape }]) => [name, shape]),
    ...parameters.map(({ name, shape }) => [name, shape]),
  ])
  const build = (values: Readonly<Record<string, Value>>, graph: Graph) => {
    const scope = (prefix: string): Parameters => ({
      graph,
      at: (...path) => scope(prefix + path.map(part => `${part}.`).join('')),
      get: name => values[prefix + name]!,
      list: () => [],
    })
    const constants = Object.fromEntries(
      Object.entries(given).map(([name, { data, shape }]) => [
        name,
        graph.constant(Array.from(data, Number), 'int64', shape),
      ]),
    )
    return [buildNetwork(scope(''), network, { inputs: { ...values, ...constants } })]
  }
  const run = async (
    model: Uint8Array,
    feeds: Readonly<Record<string, Tensor>>,
    { optimized }: { optimized: boolean },
  ) => {
    await using session = await createSession(model, { optimization: optimized ? 'all' : 'disabled', threads: 1 })
    return session.run(feeds)
  }
  expect(await checkGradient(build, { run, shapes })).toBeLessThan(1e-6)
  expect(await checkGradient(build, { run, shapes, dtype: 'float32' })).toBeLessThan(1e-4)
})
