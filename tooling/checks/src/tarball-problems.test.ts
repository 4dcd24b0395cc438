import { expect, it } from 'vitest'
import { tarballProblems } from './tarball-problems.ts'

const sound = {
  LICENSE: 'MIT',
  'README.md': '# a',
  'package.json': '{ "dependencies": { "b": "1.0.0" } }',
  'src/index.ts': 'export const a = 1\n',
  'dist/index.js': 'export const a = 1\n//# sourceMappingURL=index.js.map\n',
  'dist/index.js.map': '{ "sources": ["../src/index.ts"] }',
}
const problems = (changes: Readonly<Record<string, string | undefined>>) =>
  tarballProblems(
    new Map(
      Object.entries({ ...sound, ...changes }).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    new Set(['src/index.ts']),
  )

it('finds nothing in a sound tarball', () => {
  expect(problems({})).toEqual([])
})

it.each([
  ['a test', { 'src/index.test.ts': '' }, 'src/index.test.ts is not reached from an entry; leave it out in "files"'],
  [
    'golden values',
    { 'src/__golden__/a.json': '{}' },
    'src/__golden__/a.json is not reached from an entry; leave it out in "files"',
  ],
  [
    'a map of a source that is not there',
    { 'dist/index.js.map': '{ "sources": ["../src/other.ts"] }' },
    'dist/index.js.map points to src/other.ts, which is not there',
  ],
  [
    'a map that is not there',
    { 'dist/index.js.map': undefined },
    'dist/index.js names the source map index.js.map, which is not there',
  ],
  ['no licence', { LICENSE: undefined }, 'LICENSE is missing'],
  [
    'a version of the workspace',
    { 'package.json': '{ "dependencies": { "b": "workspace:*" } }' },
    'package.json needs b at "workspace:*", which no registry knows',
  ],
])('finds %s', (_name, changes, expected) => {
  expect(problems(changes)).toEqual([expected])
})
