import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeSafetensors } from '@towerkit/runtime'
import type { StaticEncoderParts } from './static-encoder-parts.ts'
import { writePromptSettings } from './write-encoder-folder.ts'
import { writeJson } from './write-json.ts'

/** Writes a folder that sentence-transformers and model2vec read. Each file is written whole or not at all. */
export async function writeStaticFolder(folder: string, parts: StaticEncoderParts): Promise<void> {
  const { normalize, prompts, defaultPrompt, settings } = parts
  await writeStaticModule(folder, parts)
  if (normalize) await mkdir(join(folder, '1_Normalize'), { recursive: true })
  await writePromptSettings(folder, { prompts, ...(defaultPrompt !== undefined && { defaultPrompt }), ...(settings && { settings: { whole: settings } }) })
  const kinds = ['StaticEmbedding', ...(normalize ? ['Normalize'] : [])]
  // Last, because it is what makes the folder one.
  await writeJson(join(folder, 'modules.json'), kinds.map((kind, idx) => ({ idx, name: String(idx), path: idx === 0 ? '' : `${idx}_${kind}`, type: `sentence_transformers.models.${kind}` })))
}

/** The table and the tokenizer. */
export async function writeStaticModule(folder: string, { table, tokenizer }: Pick<StaticEncoderParts, 'table' | 'tokenizer'>): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeSafetensors(join(folder, 'model.safetensors'), { 'embedding.weight': table }, { metadata: { format: 'pt' } })
  await writeJson(join(folder, 'tokenizer.json'), tokenizer)
}
