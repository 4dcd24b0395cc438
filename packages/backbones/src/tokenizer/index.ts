export * from './batches-by-length.ts'
export { configuredTokenizer, type TokenizerSettings } from './configured/configured-tokenizer.ts'
export { pad, type PaddedBatch, type PadOptions } from './pad.ts'
export {
  loadTokenizer,
  type EncodeBatchOptions,
  type EncodedBatch,
  type LoadTokenizerOptions,
  type Tokenizer,
} from './tokenizer.ts'
export type { AddedTokenJson, SpecialTokenJson, TemplatePiece, WordPieceTokenizerJson } from './tokenizer-json.ts'
export { trainWordPiece, type TrainWordPieceOptions } from './train-word-piece.ts'
