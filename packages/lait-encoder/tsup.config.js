import { library } from '@tooling/build/tsup'

export default library('src/index.ts')
