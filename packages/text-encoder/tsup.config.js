import { library } from '@tooling/build/tsup'

export default library(
  'src/index.ts',
  'src/adapters/ai-sdk.ts',
  'src/adapters/langchain.ts',
  'src/adapters/llamaindex.ts',
)
