export type { ApiItem, ApiKind } from './api-item.ts'
export { apiSources, type ApiSource } from './api-sources.ts'
export { documentText } from './document-text.ts'
export { readApiCorpus, type ReadApiCorpusOptions } from './read-api-corpus.ts'
export {
  splitCorpus,
  type ApiDocument,
  type ApiQuery,
  type ApiSplit,
  type ApiTrainPair,
  type SplitCorpusOptions,
} from './split-corpus.ts'
export { splitIdentifiers } from './split-identifiers.ts'
