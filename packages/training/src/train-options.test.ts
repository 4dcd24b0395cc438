import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import {
  concat,
  createParameters,
  embeddingAfter,
  Graph,
  initialize,
  linear,
  mul,
  reduceMean,
  sub,
  tanh,
  type Loss,
  type Parameters,
  type Tower,
  type Value,
} from '@towerkit/graph'
import { adafactor } from './adafactor.ts'
import { adamW } from './adamw.ts'
import { layerwiseRates } from './layerwise-rates.ts'
import { lora } from './lora.ts'
import { sgd } from './sgd.ts'
import { train } from './train.ts'
import type { RunOptions, SingleTask } from './train-options.ts'

type Options = RunOptions & SingleTask

const folders: string[] = []
const folder = async () => {
  const made = await mkdtemp(join(tmpdir(), 'training-'))
  folders.push(made)
  return made
}
afterAll(async () => {
  for (const made of folders) await rm(made, { recursive: true })
})

/** Three layers that can be cut. */
function tower(): Tower<readonly number[]> {
  const build = (parameters: Parameters, x: Value, depth = 3) => {
    for (let layer = 0; layer < depth; layer++)
      x = tanh(linear(parameters.at('layer', layer), x, 4, { deviation: 0.5 }))
    return x
  }
  const graph = new Graph()
  const parameters = createParameters(graph)
  build(parameters, graph.input('x', 'float32', ['batch', 4]))
  return {
    name: 'net',
    outputs: Object.fromEntries(['embedding', embeddingAfter(1), embeddingAfter(2)].map(name => [name, ['batch', 4]])),
    weights: initialize(parameters, { seed: 5 }),
    inputs: { x: { dtype: 'float32', shape: ['batch', 4] } },
    collate: rows => ({ x: { dtype: 'float32', shape: [rows.length, 4], data: Float32Array.from(rows.flat()) } }),
    build: (scope, { x }) => ({
      embedding: build(scope, x!),
      [embeddingAfter(1)]: build(scope, x!, 1),
      [embeddingAfter(2)]: build(scope, x!, 2),
    }),
  }
}

const loss: Loss = {
  name: 'distance',
  columns: { input: 'embedding', target: 'vector' },
  source: 'test',
  compute: ({ input, target }) => {
    const difference = sub(input!, target!)
    return reduceMean(mul(difference, difference))
  },
}
const data = Array.from({ length: 16 }, (_, i) => ({
  input: [Math.sin(i), Math.cos(i), i / 16, 1],
  target: [Math.cos(2 * i) / 2, 0.3, -i / 20, Math.sin(i) / 3],
}))

function options(net: Tower<readonly number[]>, more: Partial<Options> = {}): Options {
  return {
    model: { tower: column => (column === 'input' ? (net as Tower<unknown>) : undefined) },
    data,
    loss,
    optimizer: adamW({ learningRate: 0.02 }),
    steps: 12,
    batchSize: 4,
    seed: 3,
    session: { threads: 1 },
    ...more,
  }
}
const values = (net: Tower<readonly number[]>) =>
  Object.fromEntries(Object.entries(net.weights).map(([name, weight]) => [name, [...(weight.data as Float32Array)]]))
const bytes = (net: Tower<readonly number[]>) => JSON.stringify(values(net))

describe('freeze', () => {
  it.each([undefined, 2])('leaves what it names as it was, chunk size %s', async chunkSize => {
    const net = tower()
    const before = values(net)
    await train(options(net, { freeze: ['net.layer.0.*', /layer\.1\.bias/], ...(chunkSize && { chunkSize }) }))
    const after = values(net)
    const same = Object.keys(before).filter(name => String(before[name]) === String(after[name]))
    expect(same).toEqual(['layer.0.weight', 'layer.0.bias', 'layer.1.bias'])
  })

  it('changes nothing in how the others are trained', async () => {
    // With SGD and without clipping the weights do not know of each other.
    const whole = tower()
    const part = tower()
    const settings = { optimizer: sgd({ learningRate: 0.1 }), clipNorm: Infinity, steps: 1 }
    await train(options(whole, settings))
    await train(options(part, { ...settings, freeze: ['net.layer.0.*'] }))
    expect(values(part)['layer.2.weight']).toEqual(values(whole)['layer.2.weight'])
  })

  it('refuses patterns that fit nothing, and to freeze all', async () => {
    await expect(train(options(tower(), { freeze: ['layer.0.*'] }))).rejects.toThrow(
      'Names begin with that of their tower',
    )
    await expect(train(options(tower(), { freeze: ['*'] }))).rejects.toThrow('frozen')
  })
})

describe('learningRates', () => {
  it('scales the step of the weights that a rule fits, the last rule first', async () => {
    const plain = tower()
    const slow = tower()
    const start = values(plain)
    const settings = { optimizer: sgd({ learningRate: 0.1 }), clipNorm: Infinity, steps: 1 }
    await train(options(plain, settings))
    await train(
      options(slow, {
        ...settings,
        learningRates: [
          { weights: 'net.*', factor: 0.5 },
          { weights: 'net.layer.2.weight', factor: 0.25 },
        ],
      }),
    )
    for (const [name, factor] of [
      ['layer.0.weight', 0.5],
      ['layer.2.weight', 0.25],
    ] as const) {
      start[name]!.forEach((first, i) =>
        expect(values(slow)[name]![i]! - first).toBeCloseTo(factor * (values(plain)[name]![i]! - first), 6),
      )
    }
  })

  it('falls towards the input by layerwiseRates', () => {
    const factors = layerwiseRates({ layers: 3, decay: 0.5 }).map(({ factor }) => factor)
    expect(factors).toEqual([0.125, 0.25, 0.5, 1])
    expect(() => layerwiseRates({ layers: 0 })).toThrow(expect.objectContaining({ code: 'argument' }))
  })
})

describe('average', () => {
  it('leaves the moving average of the weights in the model', async () => {
    const net = tower()
    const steps = [] as Record<string, number[]>[]
    const start = values(net)
    const plain = tower()
    for (let step = 1; step <= 6; step++) {
      const again = tower()
      await train(options(again, { steps: step, schedule: () => 1 }))
      steps.push(values(again))
    }
    await train(options(plain, { steps: 6, average: { decay: 0.5 }, schedule: () => 1 }))
    const name = 'layer.1.weight'
    let expected = start[name]!
    steps.forEach((weights, i) => {
      const keep = Math.min(0.5, (2 + i) / (11 + i))
      expected = expected.map((value, at) => keep * value + (1 - keep) * weights[name]![at]!)
    })
    expected.forEach((value, i) => expect(values(plain)[name]![i]).toBeCloseTo(value, 5))
    await expect(train(options(net, { average: { decay: 1 } }))).rejects.toMatchObject({ code: 'argument' })
  })
})

describe('evaluation', () => {
  /** Best at the sixth step. */
  const hill = ({ step }: { readonly step: number }) => ({ score: -Math.abs(step - 6), other: step })

  it('keeps the best weights and stops when nothing gets better', async () => {
    const net = tower()
    const six = tower()
    const result = await train(
      options(net, { steps: 40, schedule: () => 1, evaluation: { every: 2, run: hill, patience: 3 } }),
    )
    expect(result.evaluations.map(({ step, isBest }) => [step, isBest])).toEqual([
      [2, true],
      [4, true],
      [6, true],
      [8, false],
      [10, false],
      [12, false],
    ])
    expect(result.steps).toBe(12)
    await train(options(six, { steps: 6, schedule: () => 1 }))
    expect(bytes(net)).toBe(bytes(six))
  })

  it('can follow another score, downwards, and keep the last weights', async () => {
    const net = tower()
    const plain = tower()
    const result = await train(
      options(net, { evaluation: { every: 4, run: hill, metric: 'other', lowerIsBetter: true, keepBest: false } }),
    )
    expect(result.evaluations.map(({ isBest }) => isBest)).toEqual([true, false, false])
    await train(options(plain))
    expect(bytes(net)).toBe(bytes(plain))
  })

  it.each([
    [{ every: 0 }, 'every'],
    [{ patience: 0 }, 'patience'],
    [{ minimumGain: -1 }, 'minimumGain'],
    [{ metric: 'nDCG' }, 'nDCG = undefined'],
  ])('refuses %j', async (wrong, message) => {
    await expect(train(options(tower(), { evaluation: { every: 1, run: hill, ...wrong } }))).rejects.toThrow(message)
  })
})

describe('a run with all options, killed', () => {
  it.each([
    [undefined, adamW({ learningRate: 0.02 })],
    [2, adamW({ learningRate: 0.02 })],
    [undefined, adafactor({ learningRate: 0.05 })],
  ])('ends with the same bytes, chunk size %s', async (chunkSize, optimizer) => {
    const checkpoints = async () => ({ folder: await folder(), every: 3 })
    const seen: number[] = []
    const all = (net: Tower<readonly number[]>): Partial<Options> => ({
      steps: 20,
      optimizer,
      freeze: ['net.layer.0.bias'],
      learningRates: [{ weights: /layer\.1/, factor: 0.5 }],
      average: { decay: 0.9 },
      schedule: () => 1,
      evaluation: {
        every: 4,
        patience: 2,
        run: ({ step }) => ({ score: -Math.abs(step - 8) + values(net)['layer.2.bias']![0]! * 1e-3 }),
      },
      ...(chunkSize && { chunkSize }),
    })
    const whole = tower()
    const expected = await train(options(whole, { ...all(whole), checkpoints: await checkpoints() }))
    expect(expected.steps).toBe(16)
    const stored = await checkpoints()
    for (const stopAt of [5, 8, 14, Infinity]) {
      const net = tower()
      const controller = new AbortController()
      const result = await train(
        options(net, {
          ...all(net),
          checkpoints: stored,
          signal: controller.signal,
          onProgress: ({ step }) => {
            if (step === stopAt) controller.abort()
          },
        }),
      ).catch((error: { code: string }) => error)
      if (stopAt < Infinity) expect(result).toMatchObject({ code: 'aborted' })
      else {
        expect((result as typeof expected).evaluations).toEqual(expected.evaluations)
        expect(bytes(net)).toBe(bytes(whole))
      }
      seen.push(stopAt)
    }
    // Once more: it is done.
    const again = tower()
    expect((await train(options(again, { ...all(again), checkpoints: stored }))).losses).toEqual([])
    expect(bytes(again)).toBe(bytes(whole))
  })

  it('is another run with other frozen weights', async () => {
    const checkpoints = await folder()
    await train(options(tower(), { freeze: ['net.layer.0.*'], checkpoints }))
    const other = tower()
    ;(other.weights['layer.0.weight']!.data as Float32Array)[0]! += 1
    await expect(train(options(other, { freeze: ['net.layer.0.*'], checkpoints }))).rejects.toThrow('another run')
  })
})

describe('outputs by name', () => {
  const deep: Loss = {
    ...loss,
    name: 'deep',
    columns: {
      ...loss.columns,
      first: { holds: 'embedding', of: 'input', output: embeddingAfter(1) },
      second: { holds: 'embedding', of: 'input', output: embeddingAfter(2) },
    },
    compute: columns =>
      reduceMean(
        concat(
          ['input', 'first', 'second'].map((name, i) => {
            const difference = sub(columns[name]!, columns['target']!)
            return mul(mul(difference, difference), i + 1)
          }),
          0,
        ),
      ),
  }

  it('gives the outputs that the loss names, with the same gradients from the gradient cache', async () => {
    const plain = tower()
    const cached = tower()
    const first = await train(options(plain, { loss: deep, steps: 5 }))
    const second = await train(options(cached, { loss: deep, steps: 5, chunkSize: 3 }))
    first.losses.forEach((value, i) => expect(second.losses[i]).toBeCloseTo(value, 6))
    for (const [name, weights] of Object.entries(values(plain)))
      weights.forEach((value, i) => expect(values(cached)[name]![i]).toBeCloseTo(value, 5))
  })

  it('refuses an output that the tower does not have', async () => {
    const columns: Loss['columns'] = { ...loss.columns, third: { holds: 'embedding', of: 'input', output: 'boxes' } }
    await expect(train(options(tower(), { loss: { ...loss, columns } }))).rejects.toThrow(
      'wants the output "boxes" for its column "third", but the tower "net" has the outputs embedding, embedding ' +
        'after 1',
    )
  })
})

describe('lora', () => {
  const adapt = (net: Tower<readonly number[]>) =>
    lora(
      { tower: column => (column === 'input' ? (net as Tower<unknown>) : undefined) },
      { columns: ['input'], rank: 2, alpha: 4, targets: ['layer.*.weight'], seed: 1 },
    )

  it('trains the changes only, and merges to the same function', async () => {
    const net = tower()
    const before = bytes(net)
    const adapted = adapt(net)
    const { losses } = await train(
      options(net, { model: adapted, steps: 30, optimizer: adamW({ learningRate: 0.05 }) }),
    )
    expect(losses.at(-1)!).toBeLessThan(losses[0]!)
    expect(bytes(net)).toBe(before)
    expect(adapted.size).toEqual({ trained: 3 * 16, frozen: 3 * 20 })

    const lossNow = async (model: Options['model']) =>
      (await train(options(tower(), { model, steps: 1, optimizer: sgd({ learningRate: 0 }), batchSize: 16 })))
        .losses[0]!
    const apart = await lossNow(adapted)
    adapted.merge()
    expect(bytes(net)).not.toBe(before)
    expect(await lossNow(options(net).model)).toBeCloseTo(apart, 6)
    await expect(lossNow(adapted)).rejects.toThrow('merged')
    adapted.unmerge()
    expect(bytes(net)).toBe(before)
  })

  it('stores and resumes the changes only', async () => {
    const checkpoints = await folder()
    const whole = tower()
    const net = tower()
    const first = adapt(whole)
    await train(options(whole, { model: first, steps: 10 }))
    const second = adapt(net)
    const controller = new AbortController()
    await train(
      options(net, {
        model: second,
        steps: 10,
        checkpoints,
        signal: controller.signal,
        onProgress: ({ step }) => {
          if (step === 4) controller.abort()
        },
      }),
    ).catch(() => {})
    const third = adapt(tower())
    await train(options(net, { model: third, steps: 10, checkpoints }))
    const changes = (model: typeof first) =>
      JSON.stringify(
        Object.entries(model.tower('input')!.weights)
          .filter(([name]) => name.includes('lora'))
          .map(([, { data }]) => [...(data as Float32Array)]),
      )
    expect(changes(third)).toBe(changes(first))
  })

  it('refuses settings that make no sense', () => {
    const net = tower()
    const model = options(net).model
    for (const wrong of [
      { rank: 0 },
      { alpha: 0 },
      { targets: ['nothing.*'] },
      { targets: undefined as never },
      { columns: ['target'] },
    ]) {
      expect(() => lora(model, { columns: ['input'], targets: ['*.weight'], ...wrong })).toThrow(
        expect.objectContaining({ code: 'argument' }),
      )
    }
  })
})
