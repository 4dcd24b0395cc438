import { expect, it } from 'vitest'
import { markdownSections } from './markdown-sections.ts'
import { plainMarkdown } from './plain-markdown.ts'

const read = (markdown: string, mdx = true) =>
  markdownSections(markdown, { mdx }).sections.map(({ anchor, heading, text }) => [anchor, heading, text])

const page = `---
title: Intro page
---
import Tabs from '@theme/Tabs';
import {Card} from '../components';

export const meta = {
  author: 'x',

  pages: [1],
};

# Intro {#custom-intro}

:::tip My tip
Puffin tip text.
:::

<Tabs groupId="os">
  <TabItem value="apple" label="Apple > pear">This is an apple kiwi.</TabItem>
</Tabs>

<Select onChange={() => { open(a > b) }} />

<Card
  title="Props only"
>{meta.author}</Card>

## Usage {#use-it}

{/* a comment with secretword */}

Text for usage toucan, with \`{braces}\` and \`<Card>\`.

\`\`\`js title="index.js"
# not a heading
import x from 'y'
const cassowary = { a: 1 }
\`\`\`

## Usage

Second usage emu.
`

it('reads of MDX what is seen: no imports, exports, components, expressions', () => {
  expect(read(page)).toEqual([
    ['custom-intro', 'Intro', 'My tip\n\nPuffin tip text.\n\nThis is an apple kiwi.'],
    [
      'use-it',
      'Usage',
      "Text for usage toucan, with {braces} and <Card>.\n\n# not a heading\nimport x from 'y'\n" +
        'const cassowary = { a: 1 }',
    ],
    [undefined, 'Usage', 'Second usage emu.'],
  ])
})

it('reads of Markdown imports, ids of headings, containers and marks of templates as what they are', () => {
  expect(
    read(
      "import Tabs from '@theme/Tabs';\nimport './x.css'\n\n# A `{#no}` b\n\nimport is a word. {x} stays.\n\n" +
        '## C {#my_id .class}\n\n::: details Click me\nHidden.\n:::\n\n{{< note >}}Noted.{{< /note >}}\n\n' +
        '## D {: #kram }\n\n{% include x.html %}Included. `{% code %}`\n\nArray<String> is said.\n',
      false,
    ),
  ).toEqual([
    [undefined, 'A {#no} b', 'import is a word. {x} stays.'],
    ['my_id', 'C', 'Click me\n\nHidden.\n\nNoted.'],
    ['kram', 'D', 'Included. {% code %}\n\nArray is said.'],
  ])
})

it('loses nothing to a brace, a fence or a statement that stays open', () => {
  expect(read('# A\n\nAn open { brace.\n\nexport const a = (\n\nText.\n')).toEqual([
    [undefined, 'A', 'An open { brace.\n\nText.'],
  ])
  expect(read('# A\n\n~~~\nimport x from "y"\n\n{a}\n')).toEqual([[undefined, 'A', 'import x from "y"\n\n{a}']])
})

it('takes time in proportion to the length', () => {
  for (const piece of ['{', '<A "', '`', '```\n', ':::', 'export const a = (\n\n', '{{<', '{%', '<A\n', '`a``b'])
    expect(plainMarkdown(piece.repeat(20_000), { mdx: true }).length).toBeLessThanOrEqual(20_000 * 20)
}, 10_000)
