import { defineConfig } from 'vitest/config'

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
  },
})
