export * from './check-gradient.ts'
