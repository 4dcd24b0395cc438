import { join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'

// Processes that tests start load the sources in half the time if others have compiled them before.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/node-compile')

/** Packages that run in a browser leave nothing behind in a process, so their test files share one. */
const pure = 'packages/{core,evaluation,graph,losses,retrieval}/src/**/*.test.ts'

/** One run over the whole workspace, on the sources: no build is needed first. */
export default defineConfig({
  resolve: { conditions: ['@towerkit/source'] },
  ssr: { resolve: { conditions: ['@towerkit/source'] } },
  test: {
    projects: [
      { extends: true, test: { name: 'pure', include: [pure], isolate: false } },
      {
        extends: true,
        test: {
          name: 'other',
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tooling/*/src/**/*.test.ts'],
          exclude: [...configDefaults.exclude, pure],
        },
      },
    ],
    // Far more than anything takes: a busy machine is no fault.
    testTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    // Worker threads that tests start must find TypeScript sources too.
    pool: 'forks',
    execArgv: ['--conditions=@towerkit/source'],
    // By default one core is left free: on two cores, half of the machine.
    maxWorkers: '100%',
  },
})
