import { expect, it } from 'vitest'
import { readmeBlocks } from './readme-blocks.ts'

it('finds the TypeScript blocks and the reasons of those that are not run', () => {
  const text =
    '# a\n```\nnpm install a\n```\n\n```ts\nconst a = 1\n\nconst b = a\n```\n```ts no-run: downloads a ' +
    'model\nload()\n```\n```json\n{}\n```\n'
  expect(readmeBlocks(text)).toEqual([
    { line: 6, code: 'const a = 1\n\nconst b = a\n', notRun: undefined },
    { line: 11, code: 'load()\n', notRun: 'downloads a model' },
  ])
})

it('wants a reason and an end', () => {
  expect(() => readmeBlocks('```ts no-run\na()\n```\n')).toThrow('line 1')
  expect(() => readmeBlocks('\n```ts\na()\n')).toThrow('line 2: the block has no end')
})
