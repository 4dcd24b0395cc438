import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Tower } from '@towerkit/graph'
import { lora } from '@towerkit/training'

const tower = (source?: string): Tower<unknown> => ({
  name: 'net',
  ...(source !== undefined && { source }),
  outputs: { embedding: ['batch', 2] },
  weights: { 'layer.query.weight': { dtype: 'float32', shape: [2, 3], data: new Float32Array(6) } },
  inputs: {},
  collate: () => ({}),
  build: () => ({}),
})

it('names the model that was adapted, so that PEFT and transformers load the adapter', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'towerkit-lora-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const saved = async (source: string | undefined, options: { readonly base?: string }) => {
    const net = tower(source)
    await lora({ tower: () => net }, { columns: ['query'], rank: 1 }).save(folder, options)
    return JSON.parse(await readFile(join(folder, 'adapter_config.json'), 'utf8')) as Record<string, unknown>
  }
  expect(await saved('org/name', {})).toMatchObject({
    base_model_name_or_path: 'org/name',
    target_modules: ['layer.query'],
  })
  expect(await saved('org/name', { base: './mine' })).toMatchObject({ base_model_name_or_path: './mine' })
  await expect(saved(undefined, {})).rejects.toMatchObject({ code: 'argument' })
  await expect(saved('org/name', { bas: 'x' } as object)).rejects.toMatchObject({ code: 'argument' })
})
