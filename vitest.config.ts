import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Processes that tests start load the sources in half the time if others have compiled them before.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/node-compile')

/** One run over the whole workspace, on the sources: no build is needed first. */
export default defineConfig({
  resolve: { conditions: ['@towerkit/source'] },
  ssr: { resolve: { conditions: ['@towerkit/source'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tooling/*/src/**/*.test.ts'],
    testTimeout: 60_000,
    // Worker threads that tests start must find TypeScript sources too.
    pool: 'forks',
    execArgv: ['--conditions=@towerkit/source'],
    // By default one core is left free: on two cores, half of the machine.
    maxWorkers: '100%',
  },
})
