import { library } from '@tooling/build/tsup'

export default library('src/index.ts', 'src/languages/index.ts', 'src/ai-sdk.ts')
