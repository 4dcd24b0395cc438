export * from './cost-report.ts'
export type { Operations } from './count-operations.ts'
export * from './disk-cache.ts'
export type { LaitChoices } from './lait-choices.ts'
export * from './lait-encoder.ts'
export type { LaitHead, LaitParts, LaitPooling, SegmentLayout } from './lait-parts.ts'
export * from './memory-cache.ts'
export * from './segment-cache.ts'
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
