import { library } from '@tooling/build/tsup'

// The worker is a file of its own, because a thread is started from one.
export default {
  ...library(
    'src/index.ts',
    'src/runtime.ts',
    'src/usearch.ts',
    'src/usearch-worker.ts',
    'src/langchain.ts',
    'src/index-file.ts',
    'src/index-file-browser.ts',
  ),
  // Resolved where the package is used: a browser gets another file.
  external: ['#index-file'],
}
