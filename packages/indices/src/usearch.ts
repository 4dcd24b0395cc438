export * from './load-usearch-index.ts'
export { usearchIndex, type UsearchIndex } from './usearch-index.ts'
export type { UsearchIndexOptions, UsearchStorage } from './usearch-options.ts'
