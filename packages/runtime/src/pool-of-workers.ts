import { AbortedError, ArgumentError, OverloadedError } from '@towerkit/core'
import { abortable } from './abortable.ts'
import type { BoundedQueue } from './bounded-queue.ts'
import { checkFeeds, checkOutputs } from './check-feeds.ts'
import type { PoolWorkers } from './pool-workers.ts'
import type { PoolCloseOptions, SessionPool } from './session-pool-contract.ts'
import type { Tensors } from '@towerkit/core'
import type { WorkerReady } from './worker-messages.ts'
import type { Job } from './worker-slot.ts'

/** The pool that its caller sees, of workers that are ready. */
export function poolOfWorkers(
  { inputs, outputs, device }: WorkerReady,
  workers: PoolWorkers,
  queue: BoundedQueue<Job>,
): SessionPool {
  const unsettled = new Set<Promise<unknown>>()
  let closed: Promise<void> | undefined

  const checkUsable = () => {
    if (closed !== undefined) throw new ArgumentError('session pool: the pool is closed. Create another one.')
    if (workers.lost !== undefined) throw workers.lost
  }
  const enqueue = (job: Job, wait: boolean) => {
    if (wait) queue.addWhenRoom(job)
    else if (!queue.add(job)) {
      const queued = queue.size
      job.reject(
        new OverloadedError(`session pool: ${queued} runs are queued. Try later, set "wait", or raise maxQueue.`, {
          queued,
        }),
      )
    }
    workers.pump()
  }
  const close = async (drain: boolean) => {
    if (drain) await Promise.allSettled(unsettled)
    const reason = new AbortedError('session pool: the pool was closed before the run was done.')
    for (const job of queue.clear()) job.reject(reason)
    await workers.stop(drain ? undefined : reason)
  }
  const closeOnce = ({ drain = true }: PoolCloseOptions = {}) => (closed ??= close(drain))

  return {
    inputs,
    outputs,
    device,
    get queued() {
      return queue.size
    },
    get workers() {
      return workers.count
    },
    async run(feeds, { outputs: wanted, signal, wait = false } = {}) {
      checkUsable()
      checkFeeds(feeds, inputs, 'session pool')
      checkOutputs(wanted, {}, outputs, 'session pool')
      const done = abortable<Tensors>(signal, (resolve, reject) => {
        const job: Job = { feeds, outputs: wanted, resolve, reject }
        enqueue(job, wait)
        return () => queue.remove(job)
      })
      unsettled.add(done)
      try {
        return await done
      } finally {
        unsettled.delete(done)
      }
    },
    async ready({ signal } = {}) {
      checkUsable()
      await abortable<void>(signal, resolve => {
        queue.notifyWhenRoom(resolve)
        return () => queue.remove(resolve)
      })
      checkUsable()
    },
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  }
}
