import { library } from '@tooling/build/tsup'

export default library('src/index.ts', 'src/testing/index.ts', 'src/worker-thread.ts', 'src/write-file-atomically.ts')
