import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { DataError, row, type Vectors } from '@towerkit/core'
import { read as readModel } from '@towerkit/graph'
import { createSession, readSafetensors, writeSafetensors } from '@towerkit/runtime'
import { laitEncoder, memoryCache, type LaitEncoderOptions, type StateCache } from '@towerkit/lait-encoder'
import { jointTensors } from './join-segments.ts'
import { tinyConfigs, tinyLait, tinyTexts, tinyTokenizer, tinyWeights } from './testing/tiny-lait.ts'

const [watch, read, parse, empty, close, file] = tinyTexts as [string, string, string, string, string, string]
const documents = [parse, [close, file], empty, watch]

const farthest = (a: Vectors, b: Vectors) => Math.max(...Array.from(a.data, (value, i) => Math.abs(value - b.data[i]!)))

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-lait-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

it('encodes each segment once, and gives the same scores from the cache', async () => {
  const cache = memoryCache()
  await using encoder = await tinyLait({ head: 'score', cache })
  const cold = await encoder.score([watch, read], documents)
  expect(await cache.statistics()).toMatchObject({ hits: 0, misses: 7, entries: 7 })
  const warm = await encoder.score([watch, read], documents)
  expect(await cache.statistics()).toMatchObject({ hits: 7, misses: 7 })
  expect(farthest(cold, warm)).toBeLessThan(1e-5)
  await using other = await tinyLait({ head: 'score' })
  const one = await other.predict([[read, close, file]])
  expect(one.data[0]).toBeCloseTo(row(warm, 1)[1]!, 5)
})

it('gives the same numbers from a cache of fewer bits for new and kept states, and stores what it may', async () => {
  for (const precision of ['float16', 'int8'] as const) {
    const cache = memoryCache({ precision })
    await using encoder = await tinyLait({ head: 'score', cache })
    const unstored = await encoder.score([watch, read], documents, { store: false })
    expect((await cache.statistics()).entries).toBe(0)
    const cold = await encoder.score([watch, read], documents)
    const warm = await encoder.score([watch, read], documents)
    expect(farthest(cold, warm)).toBeLessThan(1e-5)
    expect(farthest(unstored, warm)).toBeLessThan(1e-5)
    await using exact = await tinyLait({ head: 'score' })
    expect(farthest(warm, await exact.score([watch, read], documents))).toBeGreaterThan(0)
  }
})

it('needs to encode queries only, once documents are precomputed', async () => {
  await using encoder = await tinyLait({ head: 'score' })
  const cache = memoryCache()
  expect(await encoder.precompute(documents, { cache })).toEqual({ segments: 5, encoded: 5 })
  expect(await encoder.precompute(documents)).toEqual({ segments: 5, encoded: 0 })
  await encoder.score([read, file], documents)
  expect(await cache.statistics()).toMatchObject({ entries: 7, misses: 7 })
  expect(await encoder.precompute([read], { place: 'first' })).toEqual({ segments: 1, encoded: 0 })
})

it('uses one state for all places where segments are alike', async () => {
  const cache = memoryCache()
  await using encoder = await tinyLait({ head: 'similarity', cache })
  const { data } = await encoder.score([watch, read], [watch, read])
  expect((await cache.statistics()).entries).toBe(2)
  expect([data[0], data[3]].every(value => Math.abs(value! - 1) < 1e-5)).toBe(true)
})

it('never reads states of other weights, other layers, or another model', async () => {
  const cache = memoryCache()
  await using encoder = await tinyLait({ cache })
  const before = await encoder.predict([[watch, close]])
  await encoder.predict([[watch, close]], { parallelLayers: 1 })
  expect((await cache.statistics()).entries).toBe(4)
  ;(encoder.parts.weights['encoder.layer.1.output.dense.bias']!.data as Float32Array).fill(0.5)
  encoder.tower('logits')!.updated!()
  const after = await encoder.predict([[watch, close]])
  expect(farthest(before, after)).toBeGreaterThan(1e-3)
  await using fresh = await laitEncoder({ backbone: encoder.parts, parallelLayers: 2, head: { classes: 3 } })
  expect(farthest(after, await fresh.predict([[watch, close]]))).toBeLessThan(1e-5)
  // A weight above the parallel layers leaves the states as they are.
  const { misses } = await cache.statistics()
  ;(encoder.parts.weights['encoder.layer.2.output.dense.bias']!.data as Float32Array).fill(0.5)
  encoder.tower('logits')!.updated!()
  await encoder.predict([[watch, close]])
  expect((await cache.statistics()).misses).toBe(misses)
})

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
  const found = await encoder.predictAdaptively(tuples, {
    parallelLayers: [3, 0],
    isCertain: ([score]) => score! > middle,
  })
  for (const i of tuples.keys()) {
    expect(found.parallelLayers[i]).toBe(cheap.data[i]! > middle ? 3 : 0)
    expect(found.data[i]).toBeCloseTo(found.parallelLayers[i] === 3 ? cheap.data[i]! : dear.data[i]!, 5)
  }
  await expect(encoder.predictAdaptively(tuples, { parallelLayers: [], isCertain: () => true })).rejects.toMatchObject({
    code: 'argument',
  })
})

it('goes on where the cache cannot store, and says so where it was asked to', async () => {
  const full: StateCache = {
    ...memoryCache(),
    set: async () => {
      throw new DataError('diskCache: the disk is full. Make room.')
    },
  }
  await using encoder = await tinyLait({ head: 'score', cache: full })
  const warnings: string[] = []
  const listen = ({ message }: Error) => void warnings.push(message)
  process.on('warning', listen)
  onTestFinished(() => void process.off('warning', listen))
  expect((await encoder.score([watch], [read])).data[0]).toBeTypeOf('number')
  await new Promise(resolve => setImmediate(resolve))
  expect(warnings.join()).toMatch(/could not be stored/)
  await expect(encoder.precompute([read])).rejects.toMatchObject({ code: 'data' })
})

it('is saved and opened again, with its choices and its graphs', async () => {
  const folder = await temporaryFolder()
  await using encoder = await tinyLait({ pooling: 'mean', maxLength: 9 })
  await encoder.save(folder)
  await using opened = await laitEncoder({ backbone: folder })
  expect(opened.parts).toMatchObject({
    head: { classes: 3 },
    pooling: 'mean',
    segments: 'pair',
    positions: 'restart',
    maxLength: 9,
    parallelLayers: 2,
  })
  const tuples = [
    [watch, parse, close],
    [read, empty, file],
  ]
  const expected = await encoder.predict(tuples)
  expect((await opened.predict(tuples)).data).toEqual(expected.data)

  for (const file of ['segment_encoder.onnx', 'joint_encoder.onnx']) {
    const { graph, weights } = readModel(await readFile(join(folder, 'onnx', file)))
    expect(
      graph.nodes.filter(
        ({ op, inputs }) =>
          op.type === 'Transpose' && Object.values(inputs).some(({ name }) => Object.hasOwn(weights, name)),
      ),
    ).toEqual([])
  }
  await using segments = await createSession(join(folder, 'onnx', 'segment_encoder.onnx'))
  await using joint = await createSession(join(folder, 'onnx', 'joint_encoder.onnx'))
  const parts = await Promise.all(
    tuples[0]!.map(async (text, i) => {
      const ids = encoder.tower('logits')!.collate([i === 0 ? [text] : ['', text]])
      const skipped = i === 0 ? 0 : 2
      const cut = Object.fromEntries(
        segments.inputs.map(({ name }) => {
          const data = (ids[name]!.data as BigInt64Array).slice(skipped)
          return [
            name,
            {
              dtype: 'int64' as const,
              shape: [1, data.length],
              data: name === 'segment_ids' ? data.map(() => 1n) : data,
            },
          ]
        }),
      )
      const { states } = await segments.run(cut)
      return { tokens: states!.shape[1]!, width: 16, data: states!.data as Float32Array }
    }),
  )
  const { output } = await joint.run(jointTensors([[0, 1, 2]], parts, 16))
  ;(output!.data as Float32Array).forEach((value, i) => expect(value).toBeCloseTo(expected.data[i]!, 5))
})

it('reads sentence-transformers folders, and the head of a stock cross-encoder', async () => {
  const folder = await temporaryFolder()
  await using stock = await tinyLait({ head: 'score' })
  await stock.save(folder, { onnx: false })
  const { tensors } = await readSafetensors(join(folder, 'model.safetensors'))
  const named = Object.fromEntries(
    Object.entries(tensors).map(([name, value]) => [name.startsWith('classifier') ? name : `bert.${name}`, value]),
  )
  const inner = join(folder, '0_Transformer')
  await mkdir(inner)
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json'])
    await cp(join(folder, name), join(inner, name))
  await writeSafetensors(join(inner, 'model.safetensors'), named)
  await rm(join(folder, 'lait_config.json'))
  await writeFile(
    join(folder, 'modules.json'),
    JSON.stringify([{ idx: 0, name: '0', path: '0_Transformer', type: 'sentence_transformers.models.Transformer' }]),
  )
  await writeFile(join(inner, 'sentence_bert_config.json'), JSON.stringify({ max_seq_length: 12 }))
  await using opened = await laitEncoder({ backbone: folder, parallelLayers: 2, head: 'score' })
  expect(opened.parts.maxLength).toBe(12)
  expect((await opened.predict([[watch, close]])).data).toEqual((await stock.predict([[watch, close]])).data)
  await writeFile(join(folder, 'modules.json'), JSON.stringify([{ path: '../elsewhere', type: 'a.Transformer' }]))
  await expect(laitEncoder({ backbone: folder, parallelLayers: 2, head: 'score' })).rejects.toMatchObject({
    code: 'data',
  })
})

const config = tinyConfigs['bert']!
const model = { config, tokenizer: tinyTokenizer, weights: tinyWeights(config) }
it.each<[string, Partial<LaitEncoderOptions>, RegExp]>([
  ['no head', { head: undefined }, /the head is undefined/],
  ['one class', { head: { classes: 1 } }, /classes/],
  ['more parallel layers than layers', { parallelLayers: 4 }, /parallelLayers is 4, the network has 3/],
  ['no parallel layers', { parallelLayers: undefined }, /parallelLayers is undefined/],
  ['layers to train that are not there', { trainingLayers: [0, 4] }, /trainingLayers.* is 4/],
  ['no layers to train', { trainingLayers: [] }, /trainingLayers is empty/],
  ['another pooling', { pooling: 'max' as 'mean' }, /pooling is "max"/],
  ['segments longer than the network', { maxLength: 49 }, /maxLength is 49/],
])('refuses %s', async (_name, options, message) => {
  await expect(
    laitEncoder({ backbone: model, parallelLayers: 1, head: 'score', ...options } as LaitEncoderOptions),
  ).rejects.toMatchObject({ code: 'argument', message: expect.stringMatching(message) as string })
})

it('refuses inputs that it cannot read', async () => {
  await using encoder = await tinyLait()
  await expect(encoder.predict([[watch], []])).rejects.toMatchObject({ code: 'argument', details: { index: 1 } })
  await expect(encoder.predict([[watch, 3 as unknown as string]])).rejects.toMatchObject({ code: 'argument' })
  await expect(encoder.score([watch], [read])).rejects.toMatchObject({ code: 'argument' })
  await expect(encoder.predict([[watch]], { parallelLayers: 9 })).rejects.toMatchObject({ code: 'argument' })
  expect((await encoder.predict([])).count).toBe(0)
  await using similar = await tinyLait({ head: 'similarity' })
  await expect(similar.predict([[watch]])).rejects.toMatchObject({ code: 'argument' })
  await using running = await tinyLait({ positions: 'running' })
  await expect(running.precompute([watch])).rejects.toMatchObject({ code: 'argument' })
  await expect(running.predict([Array.from({ length: 9 }, () => parse)])).rejects.toMatchObject({ code: 'argument' })
  await expect(similar.predict([[watch, read]], { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'aborted',
  })
})

it('leaves columns of numbers to the loss', async () => {
  await using encoder = await tinyLait()
  expect(encoder.tower('logits')).toBe(encoder.tower('scores'))
})
