export * from './check-gradient.ts'
export * from './golden.ts'
