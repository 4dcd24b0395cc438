export type { CacheStatistics, StateCache, StateEntry, StatePrecision, TokenStates } from '@towerkit/core'
export { diskCache, memoryCache, type DiskCacheOptions, type MemoryCacheOptions } from '@towerkit/runtime'
export * from './cost-report.ts'
export type { Operations } from './count-operations.ts'
export type { LaitChoices } from './lait-choices.ts'
export * from './lait-encoder.ts'
export type { LaitHead, LaitParts, LaitPooling, SegmentLayout } from './lait-parts.ts'
export type {
  AdaptiveOptions,
  AdaptiveResult,
  Document,
  PrecomputeOptions,
  PrecomputeResult,
  ServeOptions,
} from './segment-server.ts'
export { jointGraph, segmentGraph } from './serving-graphs.ts'
export type { SaveLaitOptions } from './write-lait-folder.ts'
