import { ArgumentError, WorkerError } from '@towerkit/core'
import type { TowerkitError } from '@towerkit/core'
import { workerThread, type WorkerThread } from '@towerkit/core/worker'
import { createGate, dropGate } from './native-gate.ts'
import { receiveError } from './worker-messages.ts'
import type { WorkerReady, WorkerReply, WorkerRequest, WorkerStart } from './worker-messages.ts'
import type { Tensor, Tensors } from '@towerkit/core'

/** A run that a worker is to do. */
export interface Job {
  readonly feeds: Tensors
  readonly outputs: readonly string[] | undefined
  resolve(tensors: Tensors): void
  reject(error: TowerkitError): void
}

/** A slot for one worker, refilled when the worker dies. */
export interface WorkerSlot {
  /** What the first worker says of the model, or why there is none. */
  readonly ready: Promise<WorkerReady>
  readonly state: 'starting' | 'idle' | 'busy' | 'dead'
  /** Hands a job to an idle worker. If the job's feeds are gone, the job fails and the worker stays idle. */
  run(job: Job): void
  /**
   * Ends the worker once it has come out of ONNX Runtime, which cannot be interrupted. With a reason, its job fails
   * with it at once.
   */
  stop(reason?: TowerkitError): Promise<void>
}

/** What a slot tells the pool. */
export interface SlotEvents {
  /** The worker, or its successor, takes a job. */
  onIdle(): void
  /** The slot gives up: the model is refused, or workers die again and again without doing a job. */
  onDead(error: TowerkitError): void
}

/**
 * Deaths in a row, of workers that had no job, after which a slot gives up. A death that costs a job is paid for by
 * that job.
 */
const mostIdleDeaths = 3

/** Starts a worker and keeps the slot filled. */
export function workerSlot(start: Omit<WorkerStart, 'gate'>, { onIdle, onDead }: SlotEvents): WorkerSlot {
  let state: WorkerSlot['state'] = 'starting'
  let job: Job | undefined
  let idleDeaths = 0
  let stopping = false
  let announce: (ready: WorkerReady) => void
  let refuse: (error: TowerkitError) => void
  const ready = new Promise<WorkerReady>((resolve, reject) => {
    announce = resolve
    refuse = reject
  })
  let thread = spawn()

  function spawn(): WorkerThread<WorkerRequest, WorkerReply> {
    state = 'starting'
    const gate = createGate()
    const spawned = workerThread<WorkerRequest, WorkerReply>('./session-worker.ts', import.meta.url, {
      name: 'towerkit session',
      data: { ...start, gate } satisfies WorkerStart,
    })
    // What a death costs is settled when the thread has ended.
    spawned.receive().then(onReply, () => {})
    void spawned.ended.then(({ exitCode, cause }) => {
      dropGate(gate)
      onExit(exitCode, cause)
    })
    return spawned
  }

  function onReply(reply: WorkerReply): void {
    const finished = job
    job = undefined
    if (reply.kind === 'ready') announce(reply.ready)
    else {
      if (reply.kind === 'failed' && state === 'starting') return giveUp(receiveError(reply.error))
      if (reply.kind === 'failed') finished?.reject(receiveError(reply.error))
      else finished?.resolve(reply.tensors)
      idleDeaths = 0
    }
    state = 'idle'
    onIdle()
  }

  function onExit(exitCode: number, cause: unknown): void {
    if (state === 'dead' || stopping) {
      state = 'dead'
      return
    }
    const why = cause === undefined ? '' : `: ${String(cause)}`
    const error = new WorkerError(`session pool: a worker died with exit code ${exitCode}${why}. Try the job again.`, {
      cause,
      exitCode,
    })
    if (job === undefined) idleDeaths++
    job?.reject(error)
    job = undefined
    if (idleDeaths >= mostIdleDeaths) {
      giveUp(
        new WorkerError(
          `session pool: ${idleDeaths} workers in a row died before they did a job, the last with exit code ` +
            `${exitCode}. ` +
            'Look at the cause and make another pool.',
          { cause: cause ?? error, exitCode, deaths: idleDeaths },
        ),
      )
    } else thread = spawn()
  }

  function giveUp(error: TowerkitError): void {
    state = 'dead'
    refuse(error)
    onDead(error)
  }

  return {
    ready,
    get state() {
      return state
    },
    run(next) {
      const feeds = copyFeeds(next)
      if (feeds === undefined) return
      job = next
      state = 'busy'
      const request: WorkerRequest = next.outputs === undefined ? { feeds } : { feeds, outputs: next.outputs }
      const transfer = Object.values(feeds).map(({ data }) => data.buffer as ArrayBuffer)
      thread.ask(request, transfer).then(onReply, () => {})
    },
    async stop(reason) {
      if (state === 'dead') return
      stopping = true
      if (reason !== undefined) job?.reject(reason)
      // Not terminate(): that would abort the process if it hit ONNX Runtime at work. See native-gate.ts.
      await thread.finish({})
    },
  }
}

/** Only the bytes of each tensor, in memory of its own: a view would take the whole buffer behind it along. */
function copyFeeds({ feeds, reject }: Job): Tensors | undefined {
  try {
    return Object.fromEntries(
      Object.entries(feeds).map(([name, { dtype, shape, data }]): [string, Tensor] => [
        name,
        { dtype, shape, data: data.slice() },
      ]),
    )
  } catch (cause) {
    reject(
      new ArgumentError('session pool: the memory of a feed is gone. Do not transfer it until the run settles.', {
        cause,
      }),
    )
    return undefined
  }
}
