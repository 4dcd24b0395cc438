import { plantedFiles, plantedManifest } from './planted-files.ts'
import type { PlantedViolations } from './planted-violations.ts'

const losses = 'packages/losses/src/info-nce.ts'
const lossText = plantedFiles().get(losses)!

/** Violations of the checks of imports. */
export const plantedImports: PlantedViolations = {
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
}
