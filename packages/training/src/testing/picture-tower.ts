import {
  add,
  createParameters,
  Graph,
  greater,
  initialize,
  linear,
  matmul,
  max,
  mul,
  reduceSum,
  reciprocal,
  sub,
  tanh,
  where,
  constantInitializer,
  type Tower,
} from '@towerkit/graph'

/** An item with any number of pictures, each given by the number that it is drawn from. */
export interface Album {
  readonly pictures: readonly number[]
}

const pixels = 12
const width = 4

/**
 * A tower of albums: pictures are decoded by `prepare`, their features centred with a running mean and added up over
 * the album. Its outputs are the embedding and one number a picture.
 */
export function pictureTower({ delayMs = 1, onPrepare = () => {} }: { delayMs?: number; onPrepare?: () => void } = {}) {
  const inputs = {
    pixels: { dtype: 'float32', shape: ['images', pixels] },
    ones: { dtype: 'float32', shape: ['images', 1] },
    owners: { dtype: 'float32', shape: ['batch', 'images'] },
  } as const
  const build: Tower['build'] = (parameters, { pixels: x, ones, owners }, { setBuffer }) => {
    const features = tanh(linear(parameters.at('features'), x!, width, { deviation: 0.5 }))
    const running = parameters.get('running_mean', [width], constantInitializer(0))
    const count = reduceSum(ones!)
    const mean = mul(reduceSum(features, [0]), reciprocal(max(count, 1)))
    setBuffer?.('running_mean', where(greater(count, 0), add(mul(running, 0.9), mul(mean, 0.1)), running))
    const centred = sub(features, mean)
    const sum = linear(parameters.at('output'), matmul(owners!, centred), width, { deviation: 0.5 })
    return { embedding: sum, brightness: linear(parameters.at('brightness'), features, 1, { deviation: 0.5 }) }
  }
  const graph = new Graph()
  const parameters = createParameters(graph)
  const values = Object.fromEntries(
    Object.entries(inputs).map(([name, { dtype, shape }]) => [name, graph.input(name, dtype, shape)]),
  )
  build(parameters, values, { outputs: ['embedding'] })
  const tower: Tower<Album, readonly Float32Array[]> = {
    name: 'pictures',
    item: { is: 'an album', matches: value => Array.isArray((value as Partial<Album>).pictures) },
    weights: initialize(parameters, { seed: 4 }),
    inputs,
    outputs: { embedding: ['batch', width], brightness: ['images', 1] },
    buffers: ['running_mean'],
    async prepare({ pictures }, { signal }) {
      onPrepare()
      await new Promise(resolve => setTimeout(resolve, delayMs))
      signal.throwIfAborted()
      return pictures.map(seed => Float32Array.from({ length: pixels }, (_, i) => Math.sin(seed * (i + 1))))
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
  return tower
}
