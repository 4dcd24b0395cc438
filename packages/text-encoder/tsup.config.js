import { library } from '@tooling/build/tsup'

export default library('src/index.ts', 'src/ai-sdk.ts', 'src/langchain.ts', 'src/llamaindex.ts')
