import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openSource, sourceName, type SourceOptions } from '../prepare/open-source.ts'
import { preparedFiles, type TestQuery, type TrainingPair } from '../prepare/prepared-data.ts'
import { prepareWorkspace, type Prepared, type PrepareOptions } from '../prepare/prepare-workspace.ts'
import { openStore } from '../store/open-store.ts'
import { openWorkspace } from '../workspace.ts'

/** A folder with files, in which sources are prepared; it is gone at the end of the scope. */
export function preparedWorkspace(files: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'towerkit-prepare-'))
  const write = (name: string, content: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  for (const [name, content] of Object.entries(files)) write(name, content)
  const store = () => openStore(join(folder, 'workspace', 'store.sqlite'))
  const lines = async <Line>(name: string) =>
    (await readFile(join(folder, 'workspace', name), 'utf8'))
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as Line)
  return {
    path: (name: string) => join(folder, name),
    write,
    prepare: async (
      name: string,
      { source = {}, ...options }: Partial<PrepareOptions> & { readonly source?: SourceOptions } = {},
    ): Promise<Prepared> => {
      using opened = store()
      return await prepareWorkspace(opened, await openSource(join(folder, name), source), {
        workspace: await openWorkspace(join(folder, 'workspace')),
        signal: new AbortController().signal,
        name: sourceName(join(folder, name)),
        ...options,
      })
    },
    /** Everything that is stored, by id. */
    documents: () => {
      using opened = store()
      return new Map([...opened.documents()].map(document => [document.id, document]))
    },
    pairs: () => lines<TrainingPair>(preparedFiles.pairs),
    queries: () => lines<TestQuery>(preparedFiles.queries),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
