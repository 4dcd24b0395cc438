import { expect, it } from 'vitest'
import { readFolder } from '../testing/read-folder.ts'

async function sections(files: Readonly<Record<string, string>>) {
  const { documents } = await readFolder(files, { sections: true })
  return documents.map(({ id, title }) => [id, title])
}

it('gives each section the title of its page, from the front matter first', async () => {
  const page = (system: string) =>
    `---\ntitle: Install on ${system}\ntags: [install, ${system.toLowerCase()}]\ndate: 2024-05-01\n---\n\n` +
    '## Requirements\n\nMemory.\n\n## Steps\n\nUnpack it.\n'
  const { documents } = await readFolder({ 'linux.md': page('Linux'), 'macos.md': page('macOS') }, { sections: true })
  expect(documents.map(({ title }) => title)).toEqual([
    'Install on Linux › Requirements',
    'Install on Linux › Steps',
    'Install on macOS › Requirements',
    'Install on macOS › Steps',
  ])
  expect(documents[0]!.metadata).toEqual({
    tags: ['install', 'linux'],
    date: '2024-05-01',
    path: 'linux.md',
    kind: 'markdown',
    anchor: 'requirements',
    headings: ['Requirements'],
  })
})

it('takes TOML as well, and a page that has a title alone', async () => {
  const { documents } = await readFolder(
    {
      'hugo.md': '+++\ntitle = "Hugo page"\ndate = 2024-05-01\ntags = ["x"]\ndraft = true\n+++\n\n## Setup\n\nText.\n',
      'only.md': '---\ntitle: Only a title\n---\n',
      'wrong.md': '---\n: : [\n---\n# Head\n\nText.\n',
      'null.md': '---\ntitle: null\nauthor: null\nweight: 3\n---\n# Head\n\nText.\n',
    },
    { sections: true },
  )
  expect(documents.map(({ id, title, text }) => [id, title, text])).toEqual([
    ['hugo.md#setup', 'Hugo page › Setup', 'Text.'],
    ['null.md#head', 'Head', 'Text.'],
    ['only.md', 'Only a title', ''],
    ['wrong.md#head', 'Head', 'Text.'],
  ])
  expect(documents[0]!.metadata).toMatchObject({ date: '2024-05-01', tags: ['x'], draft: true })
  expect(documents[1]!.metadata).toMatchObject({ weight: 3 })
  expect(documents[1]!.metadata).not.toHaveProperty('author')
})

it('takes the title of HTML, else the heading that is over all others, else the name of the file', async () => {
  expect(
    await sections({
      'a.html': '<title>Install - Manual</title><h1>Install</h1>x<h2>Steps</h2>y',
      'b.md': '# Guide\n\nx\n\n## Steps\n\ny\n\n### First\n\nz\n',
      'c-guide.md': '## Steps\n\nx\n\n## Notes\n\ny\n',
      'changes.md': '# 2.0\n\nx\n\n# 1.0\n\ny\n',
      'guide/index.md': '## Steps\n\nx\n',
      'guide/start.html': '<h3>Begin</h3>x<h3>Stop</h3>y',
      'notes.txt': 'x',
    }),
  ).toEqual([
    ['a.html#install', 'Install - Manual'],
    ['a.html#steps', 'Install - Manual › Steps'],
    ['b.md#guide', 'Guide'],
    ['b.md#steps', 'Guide › Steps'],
    ['b.md#first', 'Guide › Steps › First'],
    ['c-guide.md#steps', 'c-guide › Steps'],
    ['c-guide.md#notes', 'c-guide › Notes'],
    ['changes.md#20', 'changes › 2.0'],
    ['changes.md#10', 'changes › 1.0'],
    ['guide/index.md#steps', 'Steps'],
    ['guide/start.html#begin', 'start › Begin'],
    ['guide/start.html#stop', 'start › Stop'],
    ['notes.txt', 'notes.txt'],
  ])
})
