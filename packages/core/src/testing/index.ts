export * from './conformance.ts'
export * from './encoder-conformance.ts'
export * from './random-vectors.ts'
export * from './vector-index-conformance.ts'
