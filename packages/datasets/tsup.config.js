import { library } from '@tooling/build/tsup'

// The worker is a file of its own, because a thread is started from one.
export default library('src/index.ts', 'src/parser-worker.ts')
