export * from './attend-to-history.ts'
export * from './generator-network.ts'
export * from './ranker-network.ts'
