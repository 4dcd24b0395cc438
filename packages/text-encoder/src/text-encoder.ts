import { ArgumentError, requireKnownOptions } from '@towerkit/core'
import { modelFolder, type DownloadModelOptions } from '@towerkit/backbones'
import { folderChoiceNames, type FolderChoices } from './folder/folder-choices.ts'
import { readEncoderFolder } from './folder/read-encoder-folder.ts'
import { onnxEncoder, type OnnxEncoder } from './onnx/onnx-encoder.ts'
import { textEncoderOf, type TextEncoder, type TextEncoderOptions } from './text-encoder-of.ts'

/** Options of `textEncoder`. */
export interface OpenTextEncoderOptions extends TextEncoderOptions, FolderChoices {
  /** For a model of the hub: revision, cache, token, progress, ... */
  readonly download?: DownloadModelOptions
}

/** Options of `textEncoder` for an ONNX file that is served unchanged. */
export interface OpenOnnxEncoderOptions extends Omit<OpenTextEncoderOptions, 'bits'> {
  /** The file within the folder, such as 'onnx/model_quantized.onnx', whatever its architecture and precision. */
  readonly file: string
}

/** Every option of `textEncoder` and `openEncoder`. */
export const openOptionNames: Readonly<Record<keyof OpenTextEncoderOptions, true>> = {
  ...folderChoiceNames,
  name: true,
  session: true,
  bits: true,
  download: true,
}

/**
 * Opens a sentence-transformers or Hugging Face folder: config.json, tokenizer.json, model.safetensors, modules.json,
 * pooling. With `file`, an ONNX model of that folder is served unchanged, and cannot be trained.
 *
 * @param model Path of a folder, or, if there is none, org/name on the hub.
 * @throws {DataError} if a file is missing or malformed; {UnsupportedError} for parts that this version cannot run, and
 *   for a model with code of its own; {ArgumentError} for an option that there is not, or out of its range.
 *
 * @example
 * const encoder = await textEncoder('./my-encoder')
 * const vectors = await encoder.encode(['how do I watch a file?'])
 */
export function textEncoder(model: string, options: OpenOnnxEncoderOptions): Promise<OnnxEncoder>
export function textEncoder(model: string, options?: OpenTextEncoderOptions): Promise<TextEncoder>
export async function textEncoder(
  model: string,
  options: OpenTextEncoderOptions & { readonly file?: string } = {},
): Promise<TextEncoder | OnnxEncoder> {
  const { file, download, name, session, bits, ...choices } = requireKnownOptions<
    OpenTextEncoderOptions & { readonly file?: string }
  >('textEncoder', options, { ...openOptionNames, file: true })
  requireModelName('textEncoder', model)
  if (file !== undefined && bits !== undefined)
    throw new ArgumentError(`textEncoder: bits is ${bits}, and "${file}" is served as it is. Leave bits out.`, { bits })
  const folder = await modelFolder(model, download)
  const serving = { ...(name !== undefined && { name }), ...(session && { session }), ...(bits && { bits }) }
  if (file !== undefined) return onnxEncoder(folder, { ...choices, file, ...(session && { session }) })
  const parts = await readEncoderFolder(folder, { ...choices, ...(download && { download }) })
  return textEncoderOf({ ...parts, ...(parts.source !== undefined && { source: model }) }, serving)
}

/** @throws {ArgumentError} unless it is a string with something in it. */
export function requireModelName(caller: string, model: unknown): asserts model is string {
  if (typeof model !== 'string' || model === '')
    throw new ArgumentError(
      `${caller}: the model is ${JSON.stringify(model)?.slice(0, 40) ?? typeof model}. Give the path of a folder, or ` +
        'org/name on the hub.',
      { model },
    )
}
