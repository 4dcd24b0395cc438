export * from './calibration-graph.ts'
export * from './quantize.ts'
