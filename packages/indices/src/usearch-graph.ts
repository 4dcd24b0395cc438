import { Worker } from 'node:worker_threads'
import { MissingPeerError, UnsupportedError, WorkerError, type TowerkitError } from '@towerkit/core'
import type { UsearchSettings } from './usearch-options.ts'
import type { FoundLabels, UsearchReply, UsearchTask } from './usearch-task.ts'

/** A usearch graph in a thread of its own. */
export interface UsearchGraph {
  /** False once a change has failed or the thread has died: what the graph holds is then unknown. */
  readonly isWhole: boolean
  /**
   * Hands a task to the thread. Tasks are done one at a time, in the order of the calls.
   *
   * @throws {MissingPeerError} if usearch is not installed.
   * @throws {UnsupportedError} if usearch has no binary for this machine.
   * @throws {WorkerError} if usearch refuses the task or the thread dies.
   */
  run(task: UsearchTask): Promise<FoundLabels | undefined>
  close(): Promise<void>
}

// As source the worker is TypeScript, as built package JavaScript.
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './usearch-worker.ts' : './usearch-worker.js',
  import.meta.url,
)

// A program given as text (`node --input-type=module -e`) hands on an option that no thread started from a file
// accepts.
const inherited = process.execArgv.some(argument => argument.startsWith('--input-type'))
  ? { execArgv: process.execArgv.filter(argument => argument.startsWith('--conditions=')) }
  : {}

/** Starts the thread with an empty graph. */
export function usearchGraph(start: UsearchSettings): UsearchGraph {
  const worker = new Worker(workerFile, { workerData: start, name: 'towerkit usearch', ...inherited })
  let isWhole = true
  let settle: ((reply: UsearchReply) => void) | undefined
  let last: Promise<unknown> = Promise.resolve()
  const fail = (message: string) => {
    isWhole = false
    settle?.({ error: { kind: 'failed', message } })
  }
  worker.on('message', (reply: UsearchReply) => settle?.(reply))
  worker.on('error', error => fail(String(error)))
  worker.on('exit', exitCode => fail(`the thread ended with exit code ${exitCode}`))
  // An index that nobody closed does not keep the process alive.
  worker.unref()

  async function send(task: UsearchTask): Promise<FoundLabels | undefined> {
    if (!isWhole) throw new WorkerError('usearch: the thread has ended. Try again: the graph is built anew.')
    worker.ref()
    const { found, error } = await new Promise<UsearchReply>(resolve => {
      settle = resolve
      worker.postMessage(task, transferred(task))
    })
    settle = undefined
    worker.unref()
    if (error === undefined) return found
    if (task.kind !== 'search' && task.kind !== 'save') isWhole = false
    throw errorOf(error)
  }

  return {
    get isWhole() {
      return isWhole
    },
    run(task) {
      const result = last.then(() => send(task))
      last = result.then(
        () => {},
        () => {},
      )
      return result
    },
    async close() {
      await last
      const ended = new Promise(resolve => worker.once('exit', resolve))
      if (worker.threadId === -1) return
      worker.ref()
      worker.postMessage({ kind: 'close' } satisfies UsearchTask)
      await ended
    },
  }
}

function transferred(task: UsearchTask): ArrayBuffer[] {
  const arrays = task.kind === 'add' ? [task.rows, task.labels] : task.kind === 'search' ? [task.queries] : []
  return arrays.map(({ buffer }) => buffer as ArrayBuffer)
}

function errorOf({ kind, message }: NonNullable<UsearchReply['error']>): TowerkitError {
  if (kind === 'missing')
    return new MissingPeerError(
      `usearchIndex: usearch is not installed: ${message}. Run "npm install usearch@2.26.2".`,
      { package: 'usearch', version: '2.26.2' },
    )
  if (kind === 'unsupported')
    return new UnsupportedError(`usearchIndex: usearch does not start on this machine: ${message}. Use exactIndex.`, {
      reason: message,
    })
  return new WorkerError(
    `usearch: ${message}. Try again: a graph that was being changed is built anew from the stored vectors.`,
    { reason: message },
  )
}
