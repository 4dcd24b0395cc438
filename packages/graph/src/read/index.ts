export * from './read.ts'
export type { ExternalData } from './tensor-data.ts'
