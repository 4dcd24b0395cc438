import { UnsupportedError } from '@towerkit/core'

/** Files other than the weights, at the top or in the folder of a module (0_Transformer, 1_Pooling, 2_Dense). */
const settingsNames = [
  'added_tokens|config|config_sentence_transformers|modules|preprocessor_config|processor_config',
  'sentence_\\w+_config|special_tokens_map|tokenizer|tokenizer_config|vocab',
].join('|')
const settingsFiles = new RegExp(`^(\\d+_\\w+/)?((${settingsNames})\\.json|(vocab|merges)\\.txt)$`)
const singleFile = /^(\d+_\w+\/)?(adapter_)?model\.safetensors$/
const shards = /^(\d+_\w+\/)?model(\.safetensors\.index\.json|-\d+-of-\d+\.safetensors)$/
const onnxFiles = /^onnx\/model\.onnx(_data(_\d+)?|\.data)?$/
const pickles = /\.(bin|pt|pth|ckpt|pkl|pickle)$/

/**
 * Chooses from the files of a repository those that a backbone is read from, the weights last.
 *
 * @throws {UnsupportedError} if it has no weights of the requested kind; pickle files run code when they are read, so
 *   they never count.
 */
export function neededFiles(
  paths: readonly string[],
  { name, weights }: { readonly name: string; readonly weights: 'safetensors' | 'onnx' },
): string[] {
  const single = paths.filter(path => singleFile.test(path))
  const whole = new Set(single.map(folderOf))
  const safetensors = [...single, ...paths.filter(path => shards.test(path) && !whole.has(folderOf(path)))]
  const onnx = paths.filter(path => onnxFiles.test(path))
  const chosen = weights === 'onnx' ? onnx : safetensors
  if (chosen.length > 0) return [...paths.filter(path => settingsFiles.test(path)), ...chosen]

  const [pickle] = paths.filter(path => pickles.test(path))
  const other = weights === 'onnx' ? safetensors : onnx
  const lacks = `downloadModel: "${name}" has no ${weights === 'onnx' ? 'onnx/model.onnx' : 'model.safetensors'}`
  if (other.length > 0)
    throw new UnsupportedError(
      `${lacks}, but ${other[0]}. Give weights: '${weights === 'onnx' ? 'safetensors' : 'onnx'}'.`,
      { name, weights },
    )
  if (pickle !== undefined) {
    throw new UnsupportedError(
      `${lacks}, only ${pickle}: a pickle file can run code when it is read, so none is. Take a revision with ` +
        'safetensors (such as "refs/pr/1"), or have it converted.',
      { name, weights, pickle },
    )
  }
  throw new UnsupportedError(`${lacks}. Take another model or revision.`, { name, weights })
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}
