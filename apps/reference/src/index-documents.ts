import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { exactIndex, loadExactIndex, type ExactIndex } from '@towerkit/indices'
import { runtimeKernel } from '@towerkit/indices/runtime'
import { textEncoder } from '@towerkit/text-encoder'
import type { ApiSplit } from './corpus/index.ts'
import type { Progress } from './progress.ts'
import type { Workspace } from './workspace.ts'

/** Encodes all documents with the large document tower and writes `documents.index`. */
export async function indexDocuments({ documents }: ApiSplit, workspace: Workspace, progress: Progress): Promise<void> {
  await using encoder = await textEncoder(workspace.path('teacher-document'))
  const vectors = await encoder.encodeDocuments(documents.map(({ text }) => text), { onProgress: ({ done }) => progress.update(done / documents.length, `${done} documents`) })
  await using index = exactIndex({ dimensions: encoder.dimensions, model: await documentModel(workspace) })
  await index.add(documents.map(({ id }) => id), vectors)
  await index.save(workspace.path('documents.index'))
}

/** Opens the index; refuses it if the document tower is not the one that made it. */
export async function openIndex(workspace: Workspace): Promise<ExactIndex> {
  return loadExactIndex(workspace.path('documents.index'), { model: await documentModel(workspace), kernel: runtimeKernel })
}

/** Identifies the document tower: the hash of its weights. */
async function documentModel(workspace: Workspace): Promise<string> {
  return createHash('sha256').update(await readFile(workspace.path('teacher-document', 'model.safetensors'))).digest('hex')
}
