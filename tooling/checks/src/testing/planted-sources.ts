import { plantedFiles } from './planted-files.ts'
import type { PlantedViolations } from './planted-violations.ts'

const losses = 'packages/losses/src/info-nce.ts'
const lossText = plantedFiles().get(losses)!
const lossTest = 'packages/losses/src/info-nce.test.ts'

/** Violations of the checks of source files. */
export const plantedSources: PlantedViolations = {
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
  'examples run on the oldest Node': {
    'a README': [
      { 'packages/core/README.md': '# @towerkit/core\n\n```ts\nawait using index = exactIndex()\n```\n' },
      'packages/core/README.md:4: an example has "await using", which Node 22 lacks; close it',
    ],
    'a doc comment': [
      { [losses]: `/**\n * @example\n * await using index = exactIndex()\n */\n${lossText}` },
      `${losses}:3: an example has "await using", which Node 22 lacks; close it`,
    ],
    'a program': [
      { 'apps/examples/src/search.ts': 'await using index = exactIndex()\n' },
      'apps/examples/src/search.ts:1: an example has "await using", which Node 22 lacks; close it',
    ],
  },
}
