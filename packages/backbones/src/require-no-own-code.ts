import { UnsupportedError } from '@towerkit/core'

/**
 * A model that brings code of its own (`auto_map`) computes something else than the architecture whose name it has.
 *
 * @param files Contents of config.json and tokenizer_config.json by name.
 * @throws {UnsupportedError} if one of them names code.
 */
export function requireNoOwnCode(files: Readonly<Record<string, Readonly<Record<string, unknown>>>>): void {
  for (const [file, { auto_map: code }] of Object.entries(files)) {
    if (Object.keys(Object(code) as object).length === 0) continue
    throw new UnsupportedError(
      `loadTextModel: ${file} names code of the model's own, ${JSON.stringify(code).slice(0, 80)}, which is not run. ` +
        'Give ignoreCode: true if the architecture that model_type names gives the same, or an exported .onnx file.',
      { file, code },
    )
  }
}
