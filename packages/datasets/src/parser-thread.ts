import { workerThread, type WorkerThread } from '@towerkit/core/worker'
import type { ParserReply, ParserRequest, ParserTasks } from './parser-worker.ts'

/** How long a task may take: twenty seconds, and one for each 100 kB. */
const patience = { atLeastMs: 20_000, msPerByte: 0.01 }

/** Heap of the thread, in MiB: a damaged file may ask for any. */
const heapMb = 2_048

/** Options of a task. */
interface TaskOptions {
  /** What is read, in bytes. */
  readonly bytes: number
  readonly signal: AbortSignal | undefined
}

/**
 * A thread for parsers that a damaged file can make hang, crash, or use all memory. It starts with the first task and
 * again after each death.
 */
export interface ParserThread {
  /**
   * One task at a time.
   *
   * @throws {Error} if the parser fails, dies, takes too long, or the signal is given.
   */
  run<Task extends keyof ParserTasks>(
    task: Task,
    input: Parameters<ParserTasks[Task]>[0],
    options: TaskOptions,
  ): Promise<Awaited<ReturnType<ParserTasks[Task]>>>
  close(): Promise<void>
}

/** @param atLeastMs Shortest patience, for tests. */
export function parserThread({ atLeastMs = patience.atLeastMs }: { readonly atLeastMs?: number } = {}): ParserThread {
  let thread: WorkerThread<ParserRequest, ParserReply> | undefined
  const close = async () => {
    const ended = thread
    thread = undefined
    await ended?.terminate()
  }
  return {
    close,
    run: async (task, input, { bytes, signal }) => {
      signal?.throwIfAborted()
      // It may have died between two tasks, of what the last one left behind.
      if (!thread?.isAlive)
        thread = workerThread('./parser-worker.ts', import.meta.url, { name: 'towerkit parser', memoryMb: heapMb })
      const limits = { patienceMs: atLeastMs + bytes * patience.msPerByte, signal }
      const reply = await withinLimits(thread.ask({ task, input }), limits).catch(async (cause: unknown) => {
        await close()
        throw cause
      })
      if ('failure' in reply) throw new Error(reply.failure)
      return reply.result as never
    },
  }
}

/** The reply, unless it takes too long or is cancelled. */
function withinLimits<Reply>(
  reply: Promise<Reply>,
  { patienceMs, signal }: { readonly patienceMs: number; readonly signal: AbortSignal | undefined },
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new Error('cancelled'))
    // Ticks, and not the time of day: those of a program that is suspended do not count.
    const tickMs = Math.min(1_000, patienceMs / 4)
    let ticks = 0
    const clock = setInterval(() => {
      if (++ticks * tickMs >= patienceMs)
        reject(new Error(`the parser did not end within ${Math.round(patienceMs / 1_000)} s`))
    }, tickMs)
    signal?.addEventListener('abort', onAbort)
    reply.then(resolve, reject).finally(() => {
      clearInterval(clock)
      signal?.removeEventListener('abort', onAbort)
    })
  })
}
