import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createParameters, Graph, writeOnnx } from '@towerkit/graph'
import { createSession, tensor, writeSafetensors } from '@towerkit/runtime'
import { loadTextModel, trainWordPiece } from '@towerkit/backbones'

interface Case {
  readonly config: object
  readonly weights: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: string }>>
  readonly adapterConfig: object
  readonly adapter: string
  readonly states: readonly (readonly (readonly number[])[])[]
}

const { ids, cases } = JSON.parse(
  readFileSync(new URL('./__golden__/lora-adapters.json', import.meta.url), 'utf8'),
) as { readonly ids: readonly (readonly number[])[]; readonly cases: Readonly<Record<string, Case>> }

async function foldersOf({ config, weights, adapterConfig, adapter }: Case, change: object = {}) {
  const [base, folder] = await Promise.all([newFolder(), newFolder()])
  await writeFile(join(base, 'config.json'), JSON.stringify(config))
  await writeFile(join(base, 'tokenizer.json'), JSON.stringify(trainWordPiece(['a'], { minimumFrequency: 1 })))
  await writeSafetensors(
    join(base, 'model.safetensors'),
    Object.fromEntries(
      Object.entries(weights).map(([name, { shape, data }]) => {
        const bytes = Uint8Array.from(Buffer.from(data, 'base64'))
        return [name, tensor('float32', shape, new Float32Array(bytes.buffer))]
      }),
    ),
  )
  await writeFile(
    join(folder, 'adapter_config.json'),
    JSON.stringify({ ...adapterConfig, base_model_name_or_path: base, ...change }),
  )
  await writeFile(join(folder, 'adapter_model.safetensors'), Buffer.from(adapter, 'base64'))
  return { base, folder }
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-adapter-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

describe.each(Object.entries(cases))('an adapter of PEFT: %s', (_name, known) => {
  it('is added to the weights of its base', async () => {
    const { folder, base } = await foldersOf(known)
    const { backbone, weights, adapts } = await loadTextModel(folder)
    expect(adapts).toBe(base)
    const graph = new Graph()
    const input = (name: string) => graph.input(name, 'int64', ['batch', 'sequence'])
    const mask = input('attention_mask')
    const parameters = createParameters(graph)
    graph.output(
      'states',
      backbone.blocks.reduce(
        (state, block) => block(parameters, state, { mask }),
        backbone.embed(parameters, { input_ids: input('input_ids'), attention_mask: mask }),
      ),
    )
    await using session = await createSession(writeOnnx(graph, { weights }), { threads: 1 })
    const row = (of: (id: number) => number) =>
      tensor(
        'int64',
        [ids.length, ids[0]!.length],
        BigInt64Array.from(ids.flat(), id => BigInt(of(id))),
      )
    const { states } = await session.run({ input_ids: row(id => id), attention_mask: row(id => Number(id !== 0)) })
    const width = known.states[0]![0]!.length
    ids.flat().forEach((id, at) => {
      if (id === 0) return
      known.states.flat()[at]!.forEach((value, d) => expect(states!.data[at * width + d]).toBeCloseTo(value, 5))
    })
  })
})

it('finds a base that is given, or lies beside it, and refuses none', async () => {
  const known = cases['plain']!
  const { folder, base } = await foldersOf(known, { base_model_name_or_path: null })
  await expect(loadTextModel(folder)).rejects.toMatchObject({ code: 'data' })
  expect((await loadTextModel(folder, { base })).adapts).toBe(base)
  const beside = await foldersOf(known)
  const { folder: other } = await foldersOf(known, { base_model_name_or_path: `../${basename(beside.base)}` })
  expect((await loadTextModel(other)).adapts).toBe(beside.base)
})

it.each([
  { peft_type: 'IA3' },
  { use_dora: true },
  { bias: 'all' },
  { modules_to_save: ['classifier'] },
  { fan_in_fan_out: true },
])('refuses what it would compute otherwise than PEFT: %j', async change => {
  const { folder } = await foldersOf(cases['plain']!, change)
  await expect(loadTextModel(folder)).rejects.toMatchObject({ code: 'unsupported' })
})
