import { expect, it } from 'vitest'
import { createParameters, Graph, writeOnnx, type Tensor } from '@towerkit/graph'
import { createSession } from '@towerkit/runtime'
import { soundPieces, type OmniEncoder, type OmniItem } from '@towerkit/omni-encoder'
import { fusedStates } from './build-network.ts'
import { graphInputs } from './graph-inputs.ts'
import { networkInputs } from './network-inputs.ts'
import { tensorsOf } from './testing/tensors-of.ts'
import { subsets, tinyNoise, tinyOmni, tinyPicture, wholeItem } from './testing/tiny-omni.ts'

const farthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)))

/** States of the fusion, a row of states for each token of each item. */
async function statesOf(encoder: OmniEncoder, items: readonly OmniItem[]): Promise<Tensor> {
  const { network, weights } = encoder.parts
  const graph = new Graph()
  const inputs = graphInputs(graph, networkInputs(network))
  graph.output('states', fusedStates(createParameters(graph), network, { inputs }))
  const known = new Set(graph.inputs.map(({ name }) => name))
  const stored = Object.fromEntries(Object.entries(weights).filter(([name]) => known.has(name)))
  await using session = await createSession(writeOnnx(graph, { weights: stored }), { threads: 1 })
  const { states } = await session.run(await tensorsOf(encoder, items))
  return states!
}

const tokensOf = async (encoder: OmniEncoder, item: OmniItem) => (await tensorsOf(encoder, [item]))['layout']!.shape[1]!

it('makes 16 tokens of any number of pictures and frames, and one of any sound', async () => {
  await using encoder = await tinyOmni()
  for (const count of [1, 8, 64]) {
    const frames = Array.from({ length: count }, (_, i) => tinyPicture(i))
    expect(await tokensOf(encoder, { frames })).toBe(16)
    expect(await tokensOf(encoder, { pictures: frames })).toBe(16)
    expect((await statesOf(encoder, [{ frames }])).shape).toEqual([1, 16, 16])
  }
  for (const seconds of [3, 10, 10.1, 35]) expect(await tokensOf(encoder, { sound: tinyNoise(1, seconds) })).toBe(1)
})

it('has tokens of its parts only', async () => {
  await using encoder = await tinyOmni()
  const textTokens = await tokensOf(encoder, { text: wholeItem.text })
  for (const item of subsets) {
    const isVisual = 'pictures' in item || 'frames' in item
    expect(await tokensOf(encoder, item)).toBe(
      (item.text ? textTokens : 0) + (item.sound ? 1 : 0) + (isVisual ? 16 : 0),
    )
  }
})

it('repeats a short sound and pads it, and cuts a long one into pieces whose vectors are averaged', async () => {
  const rate = 1000
  const samples = (seconds: number) => tinyNoise(2, seconds).channels[0]!
  const pieces = (seconds: number) => soundPieces(samples(seconds), 10 * rate)
  expect([3, 10, 10.1, 35].map(seconds => pieces(seconds).length)).toEqual([1, 1, 2, 4])
  const [three] = pieces(3)
  for (const start of [0, 3000, 6000]) expect(three!.subarray(start, start + 3000)).toEqual(samples(3))
  expect(three!.subarray(9000)).toEqual(new Float32Array(1000))
  expect(pieces(10)).toEqual([samples(10)])
  // 0.1 s fits a hundred times.
  expect(pieces(10.1)[1]!.subarray(9900)).toEqual(samples(10.1).subarray(10_000))
  expect(pieces(35)[3]!.subarray(5000)).toEqual(samples(35).subarray(30_000))

  await using encoder = await tinyOmni()
  const stateOf = async (channel: Float32Array) => {
    const { sound_states: state } = await tensorsOf(encoder, [{ sound: { sampleRate: rate, channels: [channel] } }])
    return state!.data as Float32Array
  }
  const each = await Promise.all(pieces(35).map(stateOf))
  const mean = each[0]!.map((_, i) => each.reduce((sum, state) => sum + state[i]! / each.length, 0))
  expect(farthest(await stateOf(samples(35)), mean)).toBeLessThan(1e-6)
})

it('knows the order of frames and the places in a picture, and not the order of pictures', async () => {
  await using encoder = await tinyOmni()
  const pictures = [1, 2, 3].map(seed => tinyPicture(seed))
  const turned = { ...pictures[0]!, data: pictures[0]!.data.toReversed() }
  const { data } = await encoder.encode([
    { frames: pictures },
    { frames: pictures.toReversed() },
    { pictures },
    { pictures: pictures.toReversed() },
    { pictures: pictures[0]! },
    { pictures: turned },
  ])
  const apart = (a: number, b: number) =>
    farthest(data.subarray(16 * a, 16 * a + 16), data.subarray(16 * b, 16 * b + 16))
  expect(apart(0, 1)).toBeGreaterThan(1e-4)
  expect(apart(2, 3)).toBeLessThan(1e-5)
  expect(apart(4, 5)).toBeGreaterThan(1e-3)
})

it.each([0, 2])(
  'lets the last token change the states of the first, with %i blocks of the text backbone',
  async textBlocks => {
    await using encoder = await tinyOmni({ textBlocks })
    const first = await statesOf(encoder, [{ ...wholeItem, text: { title: 'red', ocr: 'green field' } }])
    const other = await statesOf(encoder, [{ ...wholeItem, text: { title: 'red', ocr: 'green sale' } }])
    expect(first.shape).toEqual(other.shape)
    expect(
      farthest((first.data as Float32Array).subarray(0, 16), (other.data as Float32Array).subarray(0, 16)),
    ).toBeGreaterThan(1e-4)
  },
)
