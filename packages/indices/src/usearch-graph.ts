import { MissingPeerError, UnsupportedError, WorkerError, type TowerkitError } from '@towerkit/core'
import { workerThread } from '@towerkit/core/worker'
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

/** Starts the thread with an empty graph. */
export function usearchGraph(start: UsearchSettings): UsearchGraph {
  const thread = workerThread<UsearchTask, UsearchReply>('./usearch-worker.ts', import.meta.url, {
    name: 'towerkit usearch',
    data: start,
  })
  let isWhole = true
  let last: Promise<unknown> = Promise.resolve()
  const isUsable = () => isWhole && thread.isAlive

  async function send(task: UsearchTask): Promise<FoundLabels | undefined> {
    if (!isUsable()) throw new WorkerError('usearch: the thread has ended. Try again: the graph is built anew.')
    const { found, error } = await thread
      .ask(task, transferred(task))
      .catch(async (error: unknown): Promise<UsearchReply> => {
        if (thread.isAlive) throw error
        const { exitCode, cause } = await thread.ended
        const message = cause === undefined ? `the thread ended with exit code ${exitCode}` : String(cause)
        return { error: { kind: 'failed', message } }
      })
    if (error === undefined) return found
    if (task.kind !== 'search' && task.kind !== 'save') isWhole = false
    throw errorOf(error)
  }

  return {
    get isWhole() {
      return isUsable()
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
      if (thread.isAlive) await thread.finish({ kind: 'close' })
    },
  }
}

function transferred(task: UsearchTask): ArrayBuffer[] {
  const arrays = task.kind === 'add' ? [task.rows, task.labels] : task.kind === 'search' ? [task.queries] : []
  return arrays.map(({ buffer }) => buffer as ArrayBuffer)
}

function errorOf({ kind, message }: NonNullable<UsearchReply['error']>): TowerkitError {
  if (kind === 'missing')
    return new MissingPeerError(`usearchIndex: usearch is not installed: ${message}. Run "npm install usearch".`, {
      package: 'usearch',
    })
  if (kind === 'unsupported')
    return new UnsupportedError(`usearchIndex: usearch does not start on this machine: ${message}. Use exactIndex.`, {
      reason: message,
    })
  return new WorkerError(
    `usearch: ${message}. Try again: a graph that was being changed is built anew from the stored vectors.`,
    { reason: message },
  )
}
