export * from './runtime-kernel.ts'
