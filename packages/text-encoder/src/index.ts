export * from './asymmetric-encoder.ts'
export type { DenseActivation, DenseLayer } from './dense-layer.ts'
export type { DenseModules } from './dense-modules.ts'
export * from './create-text-encoder.ts'
export * from './encode-chunks.ts'
export * from './first-layers.ts'
export * from './language-modelling.ts'
export * from './static/lexical-start.ts'
export type { FolderChoices } from './folder/folder-choices.ts'
export * from './folder/open-encoder.ts'
export type { Pooling } from './pooling.ts'
export type { EncodeTextOptions, PromptedEncoder, Texts } from './prompted-encoder.ts'
export * from './quantization-report.ts'
export type { StaticAttention } from './static/static-attention.ts'
export type { StaticEncoderParts } from './static/static-encoder-parts.ts'
export * from './static/create-static-encoder.ts'
export * from './static/static-encoder-of.ts'
export * from './static/static-encoder.ts'
export * from './static/static-student.ts'
export type { EncoderSettings, TextEncoderParts } from './text-encoder-parts.ts'
export type { OnnxEncoder } from './onnx/onnx-encoder.ts'
export * from './text-encoder-of.ts'
export { textEncoder, type OpenOnnxEncoderOptions, type OpenTextEncoderOptions } from './text-encoder.ts'
export type { TextNetwork } from './text-network.ts'
export type { SaveOptions } from './folder/write-encoder-folder.ts'
export type { BertConfig } from '@towerkit/backbones'
export {
  loadTokenizer,
  pad,
  trainWordPiece,
  type Tokenizer,
  type TrainWordPieceOptions,
  type WordPieceTokenizerJson,
} from '@towerkit/backbones'
