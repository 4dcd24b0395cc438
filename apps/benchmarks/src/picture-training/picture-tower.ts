import { seededRandom } from '@towerkit/core'
import {
  add,
  constantInitializer,
  createParameters,
  Graph,
  greater,
  initialize,
  linear,
  matmul,
  max,
  mul,
  reciprocal,
  reduceSum,
  sub,
  tanh,
  where,
  type Tower,
} from '@towerkit/graph'

/** An item with any number of pictures, each given by the seed that its pixels are drawn from. */
export interface Album {
  readonly pictures: readonly number[]
}

/** Options of `pictureTower`. */
export interface PictureTowerOptions {
  /** Pixels of a side. */
  readonly size: number
  /** How long the decoding of a picture takes besides the drawing. */
  readonly delayMs: number
  /** Whether features are centred over the batch, with a running mean as a buffer. */
  readonly isCentred: boolean
}

const width = 8

/** A tower of albums with two outputs: the embedding of an album, and a number for each picture. */
export function pictureTower({ size, delayMs, isCentred }: PictureTowerOptions): Tower<Album, readonly Float32Array[]> {
  const pixels = 3 * size * size
  const inputs = {
    pixels: { dtype: 'float32', shape: ['images', pixels] },
    ones: { dtype: 'float32', shape: ['images', 1] },
    owners: { dtype: 'float32', shape: ['batch', 'images'] },
  } as const
  const build: Tower['build'] = (parameters, { pixels: x, ones, owners }, { setBuffer }) => {
    const features = tanh(linear(parameters.at('features'), x!, width))
    const centred = isCentred ? centre(features) : features
    function centre(of: typeof features) {
      const running = parameters.get('running_mean', [width], constantInitializer(0))
      const count = reduceSum(ones!)
      const mean = mul(reduceSum(of, [0]), reciprocal(max(count, 1)))
      setBuffer?.('running_mean', where(greater(count, 0), add(mul(running, 0.9), mul(mean, 0.1)), running))
      return sub(of, mean)
    }
    return {
      embedding: linear(parameters.at('output'), matmul(owners!, centred), width),
      brightness: linear(parameters.at('brightness'), features, 1),
    }
  }
  const graph = new Graph()
  const parameters = createParameters(graph)
  const values = Object.fromEntries(
    Object.entries(inputs).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
  )
  build(parameters, values, { outputs: ['embedding', 'brightness'] })
  return {
    name: 'pictures',
    weights: initialize(parameters, { seed: 4 }),
    inputs,
    outputs: { embedding: ['batch', width], brightness: ['images', 1] },
    ...(isCentred && { buffers: ['running_mean'] }),
    async prepare({ pictures }, { signal }) {
      await new Promise(resolve => setTimeout(resolve, delayMs))
      signal.throwIfAborted()
      return pictures.map(seed => {
        const random = seededRandom(seed)
        return Float32Array.from({ length: pixels }, () => random() - 0.5)
      })
    },
    collate(albums) {
      const all = albums.flat()
      const owners = new Float32Array(albums.length * all.length)
      let at = 0
      albums.forEach((album, i) => album.forEach(() => (owners[i * all.length + at++] = 1)))
      const data = new Float32Array(all.length * pixels)
      all.forEach((picture, i) => data.set(picture, i * pixels))
      return {
        pixels: { dtype: 'float32', shape: [all.length, pixels], data },
        ones: { dtype: 'float32', shape: [all.length, 1], data: new Float32Array(all.length).fill(1) },
        owners: { dtype: 'float32', shape: [albums.length, all.length], data: owners },
      }
    },
    build,
  }
}
