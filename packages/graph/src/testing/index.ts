export * from './check-gradient.ts'
export * from './golden.ts'
export * from './loss-conformance.ts'
