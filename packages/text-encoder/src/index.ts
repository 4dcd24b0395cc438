export * from './bert-config.ts'
export type { Pooling, TextNetwork } from './bert-network.ts'
export * from './text-encoder.ts'
export * from './tokenizer/index.ts'
