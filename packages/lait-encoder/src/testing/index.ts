export * from './segment-cache-conformance.ts'
