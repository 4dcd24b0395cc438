export * from './coloured-picture.ts'
export * from './tiny-detector.ts'
export * from './word-encoder.ts'
