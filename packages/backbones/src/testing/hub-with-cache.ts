import { mkdtemp, rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { seededRandom } from '@towerkit/core'
import { downloadModel } from '../hub/download-model.ts'
import type { DownloadModelOptions } from '../hub/hub-options.ts'
import { hubServer } from './hub-server.ts'

const random = seededRandom(1)

/** Contents of the large file. */
export const weights = Buffer.from(Array.from({ length: 300_000 }, () => Math.floor(random() * 256)))

/** Name of the model. */
export const name = 'tiny/model'

/** What the model has unless told otherwise. */
export const files = {
  'config.json': '{"model_type":"bert"}',
  'tokenizer.json': '{}',
  'modules.json': '[]',
  '1_Pooling/config.json': '{"word_embedding_dimension":4}',
  'model.safetensors': weights,
  'pytorch_model.bin': 'pickle',
  'README.md': '#',
  'onnx/model.onnx': 'onnx',
  'onnx/model_quantized.onnx': 'q',
  'onnx/model.onnx_data': 'data',
}

/** A server of the model and an empty cache, gone at the end of the scope. */
export async function hubWithCache(contents: Readonly<Record<string, Buffer | string>> = files) {
  const server = await hubServer(name, contents)
  const cache = await mkdtemp(join(tmpdir(), 'towerkit-hub-'))
  /** Bytes of the weights that the last download has stored. */
  let stored = 0
  return {
    server,
    cache,
    get: (options: DownloadModelOptions = {}) =>
      downloadModel(name, {
        ...{ endpoint: server.endpoint, cache, retryDelayMs: 1, offline: false },
        ...options,
        onProgress: progress => {
          if (progress.file === 'model.safetensors') stored = progress.bytes
          options.onProgress?.(progress)
        },
      }),
    /** Resolves when so many bytes of the weights are stored: a connection that is cut then loses none of them. */
    arrived: async (bytes: number) => {
      while (stored < bytes) await wait(1)
    },
    /** Interferes with the weights at the storage only. */
    withWeights: (
      change: (request: IncomingMessage, response: ServerResponse, content: Buffer) => boolean | Promise<boolean>,
    ) => {
      server.interfere = (request, response, content) =>
        content?.length === weights.length &&
        request.headers.host !== new URL(server.endpoint).host &&
        ((stored = startOf(request.headers.range)), change(request, response, content))
    },
    /** The offset requested from the storage. */
    starts: () => server.requests.filter(({ storage }) => storage).map(({ range }) => startOf(range)),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]()
      await rm(cache, { recursive: true })
    },
  }
}

function startOf(range: string | undefined): number {
  return Number(/\d+/.exec(range ?? '0')![0])
}
