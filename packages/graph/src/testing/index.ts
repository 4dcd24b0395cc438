export * from './check-gradient.ts'
export * from './evaluate-loss.ts'
export * from './golden.ts'
export * from './loss-conformance.ts'
