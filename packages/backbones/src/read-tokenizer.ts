import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, requireKnownOptions, UnsupportedError } from '@towerkit/core'
import { readJson } from './read-json.ts'
import { configuredTokenizer, type TokenizerSettings } from './tokenizer/configured/configured-tokenizer.ts'
import { tokenizerClass } from './tokenizer/configured/tokenizer-class.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * Reads the tokenizer of a folder as transformers 5 does: tokenizer.json with what tokenizer_config.json says besides,
 * or vocab.txt, or vocab.json with merges.txt.
 *
 * @returns A tokenizer.json.
 * @throws {DataError} if a file cannot be read; {UnsupportedError} if the folder has a SentencePiece model only.
 */
export async function readTokenizer(folder: string, settings: TokenizerSettings): Promise<Json> {
  requireKnownOptions('readTokenizer', settings, { config: true, tokenizerConfig: true, specialTokens: true })
  const files = await readdir(folder).catch((): string[] => [])
  if (!files.includes('tokenizer.json')) {
    const vocabulary = await readVocabulary(folder, { files, settings })
    if (vocabulary !== undefined)
      return configuredTokenizer(
        { version: '1.0', truncation: null, padding: null, added_tokens: [], ...vocabulary },
        settings,
      )
    const model = files.find(file => /\.(?:model|spm)$/.test(file) || file === 'tekken.json')
    if (model !== undefined)
      throw new UnsupportedError(
        `readTokenizer: "${folder}" has ${model}, but no tokenizer.json. Write one with transformers: ` +
          'AutoTokenizer.from_pretrained(folder).save_pretrained(folder).',
        { folder, model },
      )
  }
  return configuredTokenizer(await readJson(join(folder, 'tokenizer.json')), settings)
}

/** The model of a folder with the vocabulary in files of its own; undefined if they are not there. */
async function readVocabulary(
  folder: string,
  { files, settings }: { readonly files: readonly string[]; readonly settings: TokenizerSettings },
) {
  const { config, tokenizerConfig } = settings
  const named = tokenizerConfig['tokenizer_class'] ?? config['tokenizer_class']
  const kind = tokenizerClass(named, config['model_type']) ?? tokenizerClass(undefined, config['model_type'])
  const isPairs = files.includes('vocab.json') && files.includes('merges.txt')
  if (!isPairs && !files.includes('vocab.txt')) return undefined
  if (isPairs && (kind === 'roberta' || kind === 'qwen2'))
    return {
      model: {
        type: 'BPE',
        vocab: await readJson(join(folder, 'vocab.json')),
        merges: (await linesOf(join(folder, 'merges.txt'))).filter(line => line !== '' && !line.startsWith('#version')),
      },
    }
  if (files.includes('vocab.txt') && (kind === 'bert' || kind === 'mpnet')) {
    const lines = await linesOf(join(folder, 'vocab.txt'))
    // Of two equal lines the later one counts, as in the reference.
    return { model: { type: 'WordPiece', vocab: Object.fromEntries(lines.map((line, id) => [line.trimEnd(), id])) } }
  }
  throw new UnsupportedError(
    `readTokenizer: "${folder}" has ${isPairs ? 'vocab.json and merges.txt' : 'vocab.txt'}, but no tokenizer.json, ` +
      `and model_type ${JSON.stringify(config['model_type'] ?? null)} does not say which tokenizer that is. Name its ` +
      'tokenizer_class in tokenizer_config.json, or give a tokenizer.json.',
    { folder, modelType: config['model_type'], tokenizerClass: named },
  )
}

async function linesOf(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new DataError(`readTokenizer: "${path}" cannot be read: ${cause.message}. Give the folder of a model.`, {
      path,
      cause,
    })
  })
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}
