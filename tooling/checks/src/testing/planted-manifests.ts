import { plantedFiles, plantedManifest } from './planted-files.ts'
import type { PlantedViolations } from './planted-violations.ts'

/** Violations of the checks of packages, the lock file and READMEs. */
export const plantedManifests: PlantedViolations = {
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
  'every changeset names packages': {
    'a heading in place of its front matter': [
      { '.changeset/faster.md': '---\n\n## "@towerkit/core": minor\n\nFaster.\n' },
      '.changeset/faster.md: has no front matter that names packages and major, minor or patch',
    ],
    'a package that there is not': [
      { '.changeset/faster.md': '---\n"@towerkit/cor": minor\n---\n\nFaster.\n' },
      '.changeset/faster.md: names "@towerkit/cor", which is no package',
    ],
    'no size of the change': [
      { '.changeset/faster.md': '---\n"@towerkit/core": some\n---\n\nFaster.\n' },
      '.changeset/faster.md: says some of "@towerkit/core"; give major, minor or patch',
    ],
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
