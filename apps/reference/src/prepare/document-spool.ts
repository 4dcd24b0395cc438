import { createReadStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { parseExactJson, writeExactJson } from '@towerkit/core'
import type { StoredDocument } from '../search-service.ts'

/** Documents that wait in a file until all of a source has been read. */
export interface DocumentSpool extends AsyncDisposable {
  readonly count: number
  add(documents: readonly StoredDocument[]): Promise<void>
  /** All of them, in their order, some at a time. */
  read(atOnce: number): AsyncGenerator<StoredDocument[]>
}

/** Makes the file; it is gone at the end of the scope. */
export async function documentSpool(path: string): Promise<DocumentSpool> {
  const file = await open(path, 'w')
  let count = 0
  return {
    get count() {
      return count
    },
    async add(documents) {
      if (documents.length > 0)
        await file.appendFile(documents.map(document => `${writeExactJson(document)}\n`).join(''))
      count += documents.length
    },
    async *read(atOnce) {
      let batch: StoredDocument[] = []
      for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
        if (batch.push(parseExactJson(line) as StoredDocument) < atOnce) continue
        yield batch
        batch = []
      }
      if (batch.length > 0) yield batch
    },
    async [Symbol.asyncDispose]() {
      await file.close()
      await rm(path, { force: true })
    },
  }
}
