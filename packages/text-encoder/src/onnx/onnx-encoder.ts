import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ArgumentError, DataError } from '@towerkit/core'
import {
  modelSettings,
  modelTokenizer,
  readJson,
  readTokenizer,
  savedLength,
  type Tokenizer,
} from '@towerkit/backbones'
import { createSession, createSessionPool, servedGraphs, type Session, type SessionPool } from '@towerkit/runtime'
import type { SessionPoolOptions } from '@towerkit/runtime'
import { encodeWindows } from '../encode-windows.ts'
import { encoderModules, promptSettings } from '../folder/encoder-modules.ts'
import { chosenPooling, warnOfGuess, withChosenPrompts, type FolderChoices } from '../folder/folder-choices.ts'
import { poolingSettings } from '../folder/pooling-settings.ts'
import { afterPooling, endsInNormalize, readDenseModules } from '../folder/read-dense-modules.ts'
import { promptedEncoder, type PromptedEncoder } from '../prompted-encoder.ts'
import { textTensors } from '../text-tensors.ts'
import { onnxRun } from './onnx-run.ts'
import { poolingModel } from './pooling-model.ts'
import { requirePoolable } from './require-poolable.ts'

/** Texts to vectors with an unchanged ONNX file: any architecture, quantised or not, but not trainable. */
export interface OnnxEncoder extends PromptedEncoder {
  readonly tokenizer: Tokenizer
}

/** Options of `onnxEncoder`. */
export interface OnnxEncoderOptions extends FolderChoices {
  readonly file: string
  readonly session?: SessionPoolOptions
}

/**
 * Opens an ONNX file that gives hidden states of tokens or vectors of texts, with the tokenizer of its folder. States
 * are pooled as the folder or the caller says; vectors of texts are used unchanged.
 *
 * @throws {DataError} if a file is missing or malformed; {UnsupportedError} if it reads or gives something else.
 */
export async function onnxEncoder(
  folder: string,
  { file, session = {}, ...choices }: OnnxEncoderOptions,
): Promise<OnnxEncoder> {
  const path = join(folder, file)
  if (
    !(await stat(path).then(
      found => found.isFile(),
      () => false,
    ))
  )
    throw new DataError(`textEncoder: there is no file "${file}" in "${folder}". Give its path within the folder.`, {
      folder,
      file,
    })
  const modules = await encoderModules(folder)
  const pathOf = (kind: string) => modules.filter(module => module.kind === kind).map(each => join(folder, each.path))
  const inner = pathOf('Transformer')[0] ?? folder
  const config = await readJson(join(inner, 'config.json'), {})
  const settings = await modelSettings(inner)
  const { tokenizerConfig, specialTokens } = settings
  const json = await readTokenizer(inner, { config, tokenizerConfig, specialTokens })
  const tokenizer = modelTokenizer({ tokenizer: json, config, settings })
  const longest = Reflect.get(config, 'max_position_embeddings')
  const { maxLength = savedLength(settings, typeof longest === 'number' ? longest : 512) } = choices
  if (!(Number.isInteger(maxLength) && maxLength >= 1))
    throw new ArgumentError(`textEncoder: maxLength is ${maxLength}. Give a whole number of at least 1.`, { maxLength })
  const { whole: _, prompts, ...others } = await promptSettings(folder)

  const pools = servedGraphs<SessionPool>(session)
  const heads = servedGraphs<Session>()
  const close = async () => void (await Promise.all([pools.close(), heads.close()]))
  try {
    const pool = () => pools.open('model', budget => createSessionPool(path, { ...session, budget }))
    const model = onnxRun(file, await pool(), choices.pooling !== undefined)
    if (!model.isPooled) requirePoolable(file, modules, config)
    const folderPooling = pathOf('Pooling')[0]
    const saved = poolingSettings(folderPooling === undefined ? {} : await readJson(join(folderPooling, 'config.json')))
    const { normalize: isUnit = endsInNormalize(modules) } = choices
    const pooling = chosenPooling(choices) ?? saved.pooling
    if (!model.isPooled && choices.pooling === undefined && folderPooling === undefined)
      warnOfGuess(folder, { normalize: isUnit, maxLength }, choices)
    const network = { config, includePrompt: saved.includePrompt || model.isPooled }
    const tensors = (rows: readonly Int32Array[], prompt: string) =>
      textTensors(rows, {
        network,
        tokenizer,
        positionPadding: undefined,
        paddingSide: settings.tokenizerConfig['padding_side'] === 'left' ? 'left' : 'right',
        promptLength: network.includePrompt || prompt === '' ? 0 : tokenizer.prefixLength(prompt),
      })
    const cutSide = settings.tokenizerConfig['truncation_side'] === 'left' ? 'left' : 'right'
    const tokenize = (texts: readonly string[]) =>
      tokenizer
        .encodeBatch(texts, { maxLength, cutSide })
        .ids.map(row => (row.length === 0 ? Int32Array.of(tokenizer.padId) : row))
    // The width is not always written into the file, so a first text says it.
    const width = (await model.run(await pool(), tensors(tokenize(['a']), ''))).shape.at(-1)!
    const dense = model.isPooled
      ? { layers: [], weights: {} }
      : await readDenseModules(afterPooling(modules, folder), width * pooling.length)
    const dimensions = dense.layers.at(-1)?.dimensions ?? width * (model.isPooled ? 1 : pooling.length)
    const headOf = (normalize: boolean) =>
      heads.open(String(normalize), () =>
        createSession(
          poolingModel({
            width,
            normalize,
            dense,
            isPooled: model.isPooled,
            includePrompt: network.includePrompt,
            pooling,
          }),
          {
            threads: 1,
          },
        ),
      )
    return {
      tokenizer,
      ...promptedEncoder({
        dimensions,
        normalize: isUnit,
        prompts: withChosenPrompts(prompts, choices),
        defaultPrompt: others.defaultPrompt,
        windows: (texts, { normalize, prompt, ...options }) =>
          encodeWindows(texts, {
            ...options,
            tokenize,
            dimensions,
            threads: session.threads,
            tensors: rows => tensors(rows, prompt),
            pool: async () => {
              const sessions = await pool()
              const head = await headOf(normalize)
              return {
                workers: sessions.workers,
                run: async (feeds, runOptions) =>
                  head.run({
                    states: await model.run(sessions, feeds, runOptions),
                    ...(!model.isPooled && { attention_mask: feeds['attention_mask']! }),
                    ...(!network.includePrompt && { pooling_mask: feeds['pooling_mask']! }),
                  }),
              }
            },
          }),
        close,
      }),
    }
  } catch (error) {
    await close()
    throw error
  }
}
