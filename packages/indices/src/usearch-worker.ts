import { parentPort, workerData } from 'node:worker_threads'
import type { Index as NativeIndex, MetricKind, ScalarKind } from 'usearch'
import type { UsearchSettings } from './usearch-options.ts'
import type { FoundLabels, UsearchReply, UsearchTask } from './usearch-task.ts'

/**
 * The thread of a usearch index: every call of usearch holds its thread until it is done. What it is given has been
 * checked.
 */
const port = parentPort!
const { dimensions, metric, storage, connectivity, expansionAdd, expansionSearch, threads } =
  workerData as UsearchSettings
let index: NativeIndex | undefined

async function openIndex(): Promise<NativeIndex> {
  const { Index } = await import('usearch')
  return new Index({
    dimensions,
    metric: metricKind() as MetricKind,
    quantization: storage as ScalarKind,
    connectivity,
    expansion_add: expansionAdd,
    expansion_search: expansionSearch,
    multi: false,
  })
}

/** Vectors have length 1 where the metric is the cosine; usearch scales 8-bit numbers only for a cosine of its own. */
function metricKind(): 'ip' | 'cos' | 'hamming' {
  if (storage === 'b1') return 'hamming'
  return storage === 'i8' && metric === 'cosine' ? 'cos' : 'ip'
}

async function answer(task: UsearchTask): Promise<FoundLabels | undefined> {
  // Also where there is no usearch.
  if (task.kind === 'close') return port.close() as undefined
  index ??= await openIndex()
  switch (task.kind) {
    case 'add':
      if (task.replaced.length > 0) index.remove(task.replaced)
      return void (task.labels.length > 0 && index.add(task.labels, task.rows, threads))
    case 'remove':
      return void index.remove(task.labels)
    case 'search':
      return search(index, task.queries, task.limit)
    case 'save':
      return index.save(task.path) as undefined
    case 'load':
      return load(index, task)
  }
}

function search(native: NativeIndex, queries: Float32Array, limit: number): FoundLabels {
  const result = native.search(queries, limit, threads)
  if (!('counts' in result)) {
    const labels = new BigUint64Array(limit)
    labels.set(result.keys)
    return { labels, counts: Uint32Array.of(result.keys.length) }
  }
  return {
    labels: result.keys,
    counts: Uint32Array.from(result.counts as unknown as ArrayLike<bigint | number>, Number),
  }
}

/** usearch takes over whatever the file says. */
function load(native: NativeIndex, { path, view, count }: Extract<UsearchTask, { kind: 'load' }>): undefined {
  if (view) native.view(path)
  else native.load(path)
  const found = {
    dimensions: Number(native.dimensions()),
    size: Number(native.size()),
    connectivity: Number(native.connectivity()),
  }
  if (found.dimensions !== dimensions || found.size !== count || found.connectivity !== connectivity) {
    throw new Error(
      `the graph has ${JSON.stringify(found)}, expected ${JSON.stringify({ dimensions, size: count, connectivity })}`,
    )
  }
}

function errorReply(error: unknown): UsearchReply {
  const { code, message } = error as { readonly code?: string; readonly message: string }
  if (code === 'ERR_MODULE_NOT_FOUND' && message.includes("'usearch'")) return { error: { kind: 'missing', message } }
  return { error: { kind: index === undefined ? 'unsupported' : 'failed', message } }
}

port.on('message', (task: UsearchTask) => {
  // Tasks come one at a time: the next is sent when this one is answered.
  void answer(task).then(
    found =>
      port.postMessage(
        found === undefined ? {} : ({ found } satisfies UsearchReply),
        found === undefined ? [] : [found.labels.buffer as ArrayBuffer],
      ),
    error => port.postMessage(errorReply(error)),
  )
})
