export * from './backbone.ts'
export { downloadModel } from './hub/download-model.ts'
export type { DownloadModelOptions, DownloadProgress } from './hub/hub-options.ts'
