import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for one test, gone when its scope ends. */
export async function temporaryFolder(): Promise<
  AsyncDisposable & { readonly path: string; file(name: string): string }
> {
  const path = await mkdtemp(join(tmpdir(), 'towerkit-runtime-'))
  return { path, file: name => join(path, name), [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}
