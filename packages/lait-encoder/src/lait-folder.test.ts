import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { read as readModel } from '@towerkit/graph'
import { laitEncoder } from '@towerkit/lait-encoder'
import { createSession, readSafetensors, writeSafetensors } from '@towerkit/runtime'
import { jointTensors } from './join-segments.ts'
import { tinyLait, tinyTexts } from './testing/tiny-lait.ts'

const [watch, read, parse, empty, close, file] = tinyTexts as [string, string, string, string, string, string]

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-lait-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

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
