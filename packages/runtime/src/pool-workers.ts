import type { TowerkitError } from '@towerkit/core'
import type { BoundedQueue } from './bounded-queue.ts'
import type { ThreadBudget } from './thread-budget.ts'
import type { WorkerReady, WorkerStart } from './worker-messages.ts'
import { workerSlot } from './worker-slot.ts'
import type { Job } from './worker-slot.ts'

/** The workers of a pool: they take jobs from its queue. */
export interface PoolWorkers {
  /** The workers' description of the model, or why there are no workers. */
  readonly ready: Promise<WorkerReady>
  /** Workers that are not lost. */
  readonly count: number
  /** Why there are no workers any more. */
  readonly lost: TowerkitError | undefined
  /** Hands queued jobs to idle workers, as far as the threads go. */
  pump(): void
  /** Ends all workers; see `WorkerSlot`. */
  stop(reason?: TowerkitError): Promise<void>
}

/** What the workers work with. */
export interface PoolWorkersContext {
  readonly queue: BoundedQueue<Job>
  /** Threads of one run. */
  readonly threads: number
  readonly budget: ThreadBudget | undefined
}

/** Starts a worker of each description. */
export function poolWorkers(
  starts: readonly Omit<WorkerStart, 'gate'>[],
  { queue, threads, budget }: PoolWorkersContext,
): PoolWorkers {
  let lost: TowerkitError | undefined
  const share = budget?.share(threads, pump)

  function pump(): void {
    for (const slot of slots) {
      while (slot.state === 'idle' && queue.size > 0) {
        if (share && !share.start()) return
        slot.run(released(queue.take()!))
      }
    }
  }
  /** The job, which gives its threads back when it ends. */
  function released(job: Job): Job {
    if (share === undefined) return job
    return {
      ...job,
      resolve(tensors) {
        job.resolve(tensors)
        share.finish()
      },
      reject(error) {
        job.reject(error)
        share.finish()
      },
    }
  }
  const onDead = (error: TowerkitError) => {
    if (slots.some(({ state }) => state !== 'dead')) return
    lost = error
    for (const job of queue.clear()) job.reject(error)
  }
  const slots = starts.map(start => workerSlot(start, { onIdle: pump, onDead }))
  return {
    ready: Promise.all(slots.map(slot => slot.ready)).then(([first]) => first!),
    get count() {
      return slots.filter(({ state }) => state !== 'dead').length
    },
    get lost() {
      return lost
    },
    pump,
    async stop(reason) {
      await Promise.all(slots.map(slot => slot.stop(reason)))
    },
  }
}
