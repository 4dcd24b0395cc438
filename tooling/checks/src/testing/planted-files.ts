import type { Files } from '../files.ts'

const manifest = (name: string, more: object = {}) =>
  JSON.stringify({
    name: `@towerkit/${name}`,
    version: '0.0.0',
    description: 'A package.',
    license: 'MIT',
    type: 'module',
    keywords: ['one', 'two', 'three'],
    sideEffects: false,
    engines: { node: '>=22' },
    files: ['dist', 'src', '!src/**/*.test.ts'],
    exports: {
      '.': { '@towerkit/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
    scripts: { test: `vitest run --root ../.. packages/${name}/src` },
    ...more,
  })

const library = (
  name: string,
  layer: string,
  sources: Readonly<Record<string, string>>,
  dependencies: Readonly<Record<string, string>> = {},
) =>
  Object.fromEntries([
    [`packages/${name}/package.json`, manifest(name, { dependencies })],
    [`packages/${name}/turbo.json`, JSON.stringify({ extends: ['//'], tags: [layer] })],
    [`packages/${name}/README.md`, `# @towerkit/${name}\n`],
    ...Object.entries(sources).map(([path, text]) => [`packages/${name}/src/${path}`, text]),
  ])

const core = { '@towerkit/core': 'workspace:^' }
const op = (name: string, body: string) =>
  `import type { Op } from '../op.ts'\n${body}\nexport const ${name}Op: Op = { gradient: () => ${name}() }\n`

/** A workspace in which every check finds nothing wrong. */
const sound: Readonly<Record<string, string>> = {
  'pnpm-workspace.yaml':
    'allowBuilds:\n  esbuild: true\n  node: true\n  onnxruntime-node: false\n  protobufjs: false\n  usearch: false\n',
  'pnpm-lock.yaml': 'packages:\n  yaml@2.9.1:\n    resolution: {integrity: sha512-abc}\n',
  ...library('core', 'core', {
    'index.ts': "export * from './vectors.ts'\n",
    'vectors.ts': 'export function vectors(): void {}\n',
  }),
  ...library(
    'graph',
    'engine',
    {
      'index.ts': "export * from './op.ts'\nexport * from './ops/index.ts'\n",
      'op.ts':
        "import { vectors } from '@towerkit/core'\nexport interface Op { gradient(): void }\nexport const op = " +
        'vectors\n',
      'ops/index.ts': "export * from './tanh.ts'\nexport * from './mul.ts'\n",
      'ops/tanh.ts': op('tanh', "import { mul } from './mul.ts'\nexport function tanh(): void { mul() }"),
      'ops/mul.ts': op('mul', "import { tanh } from './tanh.ts'\nexport function mul(): void { tanh() }"),
      'ops/ops.test.ts': "import * as exported from './index.ts'\nconsole.log(exported)\n",
    },
    core,
  ),
  ...library(
    'losses',
    'domain',
    {
      'index.ts': "export * from './info-nce.ts'\n",
      'info-nce.ts':
        "import type { Loss } from '@towerkit/graph'\nexport function infoNce(): Loss { return {} as Loss }\n",
      'info-nce.test.ts':
        "import { it } from 'vitest'\nimport { infoNce } from './index.ts'\nit('is one', () => { infoNce() })\n",
    },
    { ...core, '@towerkit/graph': 'workspace:^', vitest: '^5.1.1' },
  ),
  ...library(
    'training',
    'domain',
    { 'index.ts': "export * from './train.ts'\n", 'train.ts': 'export function train(): void {}\n' },
    core,
  ),
}

/**
 * The sound workspace with some files put in its place; `undefined` takes one out.
 *
 * @example
 * layering(plantedFiles({ 'packages/core/src/vectors.ts': "import '@towerkit/graph'" }))
 */
export function plantedFiles(changes: Readonly<Record<string, string | undefined>> = {}): Files {
  return new Map(
    Object.entries({ ...sound, ...changes }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

/** The package.json of a sound package with some fields changed. */
export function plantedManifest(name: string, changes: object): string {
  return JSON.stringify({ ...JSON.parse(sound[`packages/${name}/package.json`]!), ...changes })
}
