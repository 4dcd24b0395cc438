import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeSafetensors } from '@towerkit/runtime'
import { classOf, type EncoderModule } from './encoder-modules.ts'
import type { StaticEncoderParts } from '../static/static-encoder-parts.ts'
import { kindsOf, writeDenseModules } from './write-dense-modules.ts'
import { writePromptSettings } from './write-encoder-folder.ts'
import { writeJson } from './write-json.ts'

/**
 * Writes a folder that sentence-transformers reads, and model2vec too where no layers follow the mean; one with
 * attention is read only here. Each file is written whole or not at all.
 */
export async function writeStaticFolder(folder: string, parts: StaticEncoderParts): Promise<void> {
  const { prompts, defaultPrompt, settings, attention, dense } = parts
  // model2vec takes a table from the folder itself or from 0_StaticEmbedding, whatever follows: it must not find one
  // that says little alone.
  const first = attention || dense ? '0_Words' : ''
  const modules = await writeStaticModules(folder, parts, (kind, i) => (i === 0 ? first : `${i}_${kind}`))
  await writePromptSettings(folder, {
    prompts,
    ...(defaultPrompt !== undefined && { defaultPrompt }),
    ...(settings && { settings: { whole: settings } }),
  })
  // Last, because it is what makes the folder one.
  await writeJson(
    join(folder, 'modules.json'),
    modules.map(({ kind, path }, idx) => ({ idx, name: String(idx), path, type: classOf(kind) })),
  )
}

/** Writes the modules, and says which ones and where. */
export async function writeStaticModules(
  folder: string,
  { table, tokenizer, attention, dense, normalize }: StaticEncoderParts,
  pathOf: (kind: string, place: number) => string,
): Promise<EncoderModule[]> {
  const kinds = [
    'StaticEmbedding',
    ...(attention ? ['StaticAttention'] : []),
    ...kindsOf(dense?.layers ?? []),
    ...(normalize ? ['Normalize'] : []),
  ]
  const modules = kinds.map((kind, i): EncoderModule => ({ kind, path: pathOf(kind, i) }))
  const paths = modules.map(({ path }) => join(folder, path))
  await Promise.all(paths.map(path => mkdir(path, { recursive: true })))
  const [first, ...others] = paths as [string, ...string[]]
  await writeSafetensors(
    join(first, 'model.safetensors'),
    { 'embedding.weight': table },
    { metadata: { format: 'pt' } },
  )
  await writeJson(join(first, 'tokenizer.json'), tokenizer)
  if (attention) await writeSafetensors(join(others.shift()!, 'model.safetensors'), attention)
  if (dense) await writeDenseModules(others, dense, table.shape[1]!)
  return modules
}
