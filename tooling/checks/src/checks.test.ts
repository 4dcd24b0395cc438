import { describe, expect, it } from 'vitest'
import { checks } from './checks.ts'
import { plantedFiles, plantedManifest } from './testing/planted-files.ts'

type Plants = Readonly<
  Record<string, readonly [changes: Readonly<Record<string, string | undefined>>, expected: string]>
>

const losses = 'packages/losses/src/info-nce.ts'
const lossText = plantedFiles().get(losses)!
const lossTest = 'packages/losses/src/info-nce.test.ts'

/** One violation each, and the line that the check must give for it. */
const plants: Readonly<Record<string, Plants>> = {
  'imports go down the layers': {
    'core imports an engine': [
      {
        'packages/core/src/vectors.ts': "import type { Op } from '@towerkit/graph'\nexport function vectors(): Op {}\n",
      },
      'packages/core/src/vectors.ts: a core package imports @towerkit/graph (engine)',
    ],
    'a domain package imports another': [
      {
        'packages/training/src/train.ts': "import { infoNce } from '@towerkit/losses'\nexport const train = infoNce\n",
      },
      'packages/training/src/train.ts: a domain package imports @towerkit/losses (domain)',
    ],
    'on first use': [
      { 'packages/training/src/train.ts': "export const train = () => import('@towerkit/losses')\n" },
      'packages/training/src/train.ts: a domain package imports @towerkit/losses (domain)',
    ],
    'in a test': [
      { 'packages/training/src/train.test.ts': "import { infoNce } from '@towerkit/losses'\ninfoNce()\n" },
      'packages/training/src/train.test.ts: a domain package imports @towerkit/losses (domain)',
    ],
    'no layer': [
      { 'packages/training/turbo.json': '{ "extends": ["//"] }' },
      'packages/training/turbo.json: the tag is undefined; give one of core, engine, domain, app, tooling',
    ],
  },
  'imported packages are declared': {
    'not at all': [
      { [losses]: `import 'yaml'\n${lossText}` },
      `${losses}: "yaml" is not declared in packages/losses/package.json`,
    ],
    'for development only': [
      {
        [losses]: `import 'yaml'\n${lossText}`,
        'packages/losses/package.json': plantedManifest('losses', {
          dependencies: { '@towerkit/graph': 'workspace:*' },
          devDependencies: { yaml: '2.9.1', vitest: '5.1.1' },
        }),
      },
      `${losses}: "yaml" is not declared in packages/losses/package.json`,
    ],
    'out of the package': [
      { [losses]: `import '../../graph/src/index.ts'\n${lossText}` },
      `${losses}: "../../graph/src/index.ts" leaves the package; import it by its package name`,
    ],
    'a file that is not there': [
      { [losses]: `import './gone.ts'\n${lossText}` },
      `${losses}: there is no packages/losses/src/gone.ts`,
    ],
    'a module of Node without node:': [
      { 'packages/training/src/train.ts': "import 'fs'\nexport function train(): void {}\n" },
      'packages/training/src/train.ts: "fs" is Node\'s; write "node:fs"',
    ],
  },
  'browser packages import nothing of Node': {
    'in a loss': [
      { [losses]: `import { readFile } from 'node:fs/promises'\n${lossText}` },
      `${losses}: imports node:fs/promises, which a browser has not`,
    ],
    'behind an entry for browsers': [
      {
        'packages/backbones/package.json': JSON.stringify({
          name: '@towerkit/backbones',
          exports: { './tokenizer': { '@towerkit/source': './src/tokenizer/index.ts' } },
        }),
        'packages/backbones/src/tokenizer/index.ts': "export * from './time-limited.ts'\n",
        'packages/backbones/src/tokenizer/time-limited.ts': "export { Script } from 'node:vm'\n",
      },
      'packages/backbones/src/tokenizer/time-limited.ts: imports node:vm, which a browser has not',
    ],
  },
  'modules do not import each other in a circle': {
    'two modules': [
      {
        [losses]: `import { other } from './other.ts'\n${lossText}`,
        'packages/losses/src/other.ts':
          "import { infoNce } from './info-nce.ts'\nexport const other = () => infoNce()\n",
      },
      'modules import each other: packages/losses/src/info-nce.ts, packages/losses/src/other.ts',
    ],
    'through an index': [
      { [losses]: `import { infoNce as self } from './index.ts'\n${lossText}self()\n` },
      'modules import each other: packages/losses/src/index.ts, packages/losses/src/info-nce.ts',
    ],
    'an op that calls another one while it is loaded': [
      {
        'packages/graph/src/ops/mul.ts': `${plantedFiles().get('packages/graph/src/ops/mul.ts')}const early = tanh()\n`,
      },
      'packages/graph/src/ops/mul.ts: is part of the circle of gradients and runs "tanh()" while it is loaded; ' +
        'put it into a function',
    ],
    'an op that reads another one while it is loaded': [
      {
        'packages/graph/src/ops/mul.ts':
          "import { tanhOp } from './tanh.ts'\nimport type { Op } from '../op.ts'\nexport function mul(): void " +
          '{}\nexport const mulOp: Op = { ...tanhOp }\n',
      },
      'packages/graph/src/ops/mul.ts: is part of the circle of gradients and runs "tanhOp" while it is loaded; ' +
        'put it into a function',
    ],
  },
  'no source file is too long': {
    'one wide line of 6,500 characters': [
      { [losses]: `${lossText}//${'x'.repeat(6500)}\n` },
      `${losses}: has ${lossText.length + 6503} characters, at most 6500; split it`,
    ],
  },
  'no line is wider than 120 characters': {
    'a comment of 121 characters': [
      { [losses]: `${lossText}// ${'x'.repeat(118)}\n` },
      `${losses}:${lossText.split('\n').length}: 121 characters, at most 120`,
    ],
  },
  'files are named after what they export': {
    'a member with another name': [
      {
        'packages/losses/src/index.ts': "export * from './contrast.ts'\n",
        [losses]: undefined,
        'packages/losses/src/contrast.ts': lossText,
      },
      'packages/losses/src/contrast.ts: is not named after what it exports (infoNce)',
    ],
    'another file with no word of it': [
      { 'packages/training/src/stuff.ts': 'export function schedule(): void {}\n' },
      'packages/training/src/stuff.ts: is not named after what it exports (schedule)',
    ],
    capitals: [
      { 'packages/training/src/runState.ts': 'export interface RunState {}\n' },
      'packages/training/src/runState.ts: is not kebab-case',
    ],
    'utils.ts': [
      { 'packages/training/src/utils.ts': 'export const utils = 1\n' },
      'packages/training/src/utils.ts: utils, common, shared, helpers and misc say nothing; name it after what it ' +
        'holds',
    ],
    'a folder called helpers': [
      { 'packages/training/src/helpers/run.ts': 'export const run = 1\n' },
      'packages/training/src/helpers/run.ts: utils, common, shared, helpers and misc say nothing; name it after ' +
        'what it holds',
    ],
  },
  'every source file is used': {
    'by nobody': [
      { 'packages/training/src/run.ts': 'export const run = 1\n' },
      'packages/training/src/run.ts: neither an entry nor a test reaches it; export it or remove it',
    ],
  },
  'every member is exported and tested': {
    'an op that the index lacks': [
      { 'packages/graph/src/ops/index.ts': "export * from './tanh.ts'\n" },
      'packages/graph/src/ops/mul.ts: is exported by no entry of @towerkit/graph; add one line to index.ts',
    ],
    'a loss without a test': [{ [lossTest]: undefined }, `${losses}: no test names it; add ${lossTest}`],
    'a loss that the test imports no name of': [
      { [lossTest]: "import { other } from './index.ts'\nother()\n" },
      `${losses}: no test names it; add ${lossTest}`,
    ],
    'an optimiser': [
      {
        'packages/training/src/lion.ts': 'export function lion(): Optimizer {\n  return {}\n}\n',
        'packages/training/src/train.test.ts': "import './lion.ts'\n",
      },
      'packages/training/src/lion.ts: is exported by no entry of @towerkit/training; add one line to index.ts',
    ],
    'a layer without a test': [
      {
        'packages/graph/src/layers/linear.ts': 'export function linear(): void {}\n',
        'packages/graph/src/index.ts':
          "export * from './op.ts'\nexport * from './ops/index.ts'\nexport * from './layers/linear.ts'\n",
      },
      'packages/graph/src/layers/linear.ts: no test names it; add packages/graph/src/layers/linear.test.ts',
    ],
  },
  'no work is left to do': {
    'a note': [{ [losses]: `${lossText}// ${'TO' + 'DO'}: more\n` }, `${losses}:3: ${'TO' + 'DO'}`],
    'a skipped test': [
      { [lossTest]: `import { infoNce } from './index.ts'\n${'it'}.skip('one', () => { infoNce() })\n` },
      `${lossTest}:2: ${'it'}.skip`,
    ],
    'a lonely test': [
      { [lossTest]: `import { infoNce } from './index.ts'\n${'describe'}.only('one', () => { infoNce() })\n` },
      `${lossTest}:2: ${'describe'}.only`,
    ],
  },
  'optional peers are imported on first use': {
    'not declared': [
      { 'packages/training/src/train.ts': "export const train = () => import('usearch')\n" },
      'packages/training/src/train.ts: imports "usearch" on first use; declare it in ' +
        'packages/training/package.json as an optional peer',
    ],
    'a peer that is not optional': [
      {
        'packages/training/src/train.ts': "export const train = () => import('usearch')\n",
        'packages/training/package.json': plantedManifest('training', { peerDependencies: { usearch: '2.0.0' } }),
      },
      'packages/training/src/train.ts: imports "usearch" on first use; declare it in ' +
        'packages/training/package.json as an optional peer',
    ],
    'at once': [
      {
        'packages/training/src/train.ts': "import { Index } from 'usearch'\nexport const train = Index\n",
        'packages/training/package.json': plantedManifest('training', {
          peerDependencies: { usearch: '2.0.0' },
          peerDependenciesMeta: { usearch: { optional: true } },
        }),
      },
      'packages/training/src/train.ts: needs the optional peer "usearch" at once; import it on first use',
    ],
  },
  'nothing needs an install script': {
    'one of ours': [
      { 'packages/core/package.json': plantedManifest('core', { scripts: { postinstall: 'node x.js' } }) },
      'packages/core/package.json: has the script postinstall',
    ],
    'one that is approved': [
      { 'pnpm-workspace.yaml': `${plantedFiles().get('pnpm-workspace.yaml')}  sharp: true\n` },
      'pnpm-workspace.yaml: allowBuilds approves sharp; only esbuild and node may run install scripts',
    ],
    'one that is not refused': [
      { 'pnpm-workspace.yaml': 'allowBuilds:\n  onnxruntime-node: true\n  protobufjs: false\n  usearch: false\n' },
      'pnpm-workspace.yaml: allowBuilds must say onnxruntime-node: false',
    ],
    'a dependency of users': [
      { 'packages/core/package.json': plantedManifest('core', { dependencies: { esbuild: '0.28.2' } }) },
      'packages/core/package.json: esbuild needs an install script and may not be a dependency of users',
    ],
  },
  'every package.json has the same shape': {
    'another licence': [
      { 'packages/core/package.json': plantedManifest('core', { license: 'ISC' }) },
      'packages/core/package.json: the license is ISC, expected MIT',
    ],
    'side effects': [
      { 'packages/core/package.json': plantedManifest('core', { sideEffects: undefined }) },
      'packages/core/package.json: sideEffects is not false',
    ],
    CommonJS: [
      { 'packages/core/package.json': plantedManifest('core', { type: 'commonjs' }) },
      'packages/core/package.json: the type is not module',
    ],
    'an old Node': [
      { 'packages/core/package.json': plantedManifest('core', { engines: { node: '>=20' } }) },
      'packages/core/package.json: engines.node is >=20, expected >=22',
    ],
    'two versions': [
      { 'packages/core/package.json': plantedManifest('core', { version: '0.1.0' }) },
      'packages have the versions 0.1.0, 0.0.0; give all one',
    ],
    'tests in the package': [
      { 'packages/core/package.json': plantedManifest('core', { files: ['dist', 'src'] }) },
      'packages/core/package.json: files does not list dist, src and !src/**/*.test.ts',
    ],
    'types after default': [
      {
        'packages/core/package.json': plantedManifest('core', {
          exports: {
            '.': { '@towerkit/source': './src/index.ts', default: './dist/index.js', types: './dist/index.d.ts' },
            './package.json': './package.json',
          },
        }),
      },
      'packages/core/package.json: exports "." has @towerkit/source, default, types; give @towerkit/source, types ' +
        'and default, in this order',
    ],
    'an entry that is not there': [
      { 'packages/core/src/index.ts': undefined },
      'packages/core/package.json: exports "." names ./src/index.ts, which is not there',
    ],
    'no test script': [
      { 'packages/core/package.json': plantedManifest('core', { scripts: {} }) },
      'packages/core/package.json: the script test does not run its own suite',
    ],
    'no README': [
      { 'packages/core/README.md': undefined },
      'packages/core/package.json: there is no README.md beside it',
    ],
    'a range of a development dependency': [
      { 'packages/core/package.json': plantedManifest('core', { devDependencies: { yaml: '^2.9.1' } }) },
      'packages/core/package.json: yaml is ^2.9.1; give the exact version',
    ],
    'an exact version that users would have to share': [
      { 'packages/core/package.json': plantedManifest('core', { peerDependencies: { yaml: '2.9.1' } }) },
      'packages/core/package.json: yaml is 2.9.1; give a range (^), which users share',
    ],
    'no keywords': [
      { 'packages/core/package.json': plantedManifest('core', { keywords: [] }) },
      'packages/core/package.json: keywords has fewer than three words',
    ],
  },
  'the lock file holds no addresses': {
    'a tarball': [
      { 'pnpm-lock.yaml': 'packages:\n  a@1.0.0:\n    resolution: {tarball: https://packages.example/a.tgz}\n' },
      'pnpm-lock.yaml:3: holds the address resolution: {tarball: https://packages.example/a.tgz}',
    ],
    'none at all': [{ 'pnpm-lock.yaml': undefined }, 'pnpm-lock.yaml: is missing'],
  },
  'no README is too long': {
    'of a package': [
      {
        'packages/core/README.md': [
          `# @towerkit/core\n\n${'word '.repeat(599)}`,
          '<!-- generated: errors -->\ngenerated words\n<!-- end -->',
          '```\nwords of code\n```',
          '| words of | a table |',
        ].join('\n\n'),
      },
      'packages/core/README.md: 601 words, at most 600; move details to a page in docs/',
    ],
    'of the repository': [
      { 'README.md': 'word\n'.repeat(700) },
      'README.md: 700 words, at most 600; move details to a page in docs/',
    ],
  },
}

describe.each(Object.entries(checks))('%s', (name, check) => {
  it('finds nothing in a sound workspace', () => {
    expect(check(plantedFiles())).toEqual([])
  })

  it.each(Object.entries(plants[name] ?? {}))('finds: %s', (_plant, [changes, expected]) => {
    expect(check(plantedFiles(changes))).toContain(expected)
  })

  it('has planted violations', () => {
    expect(Object.keys(plants[name] ?? {}).length).toBeGreaterThan(0)
  })
})
