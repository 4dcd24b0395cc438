import { Worker } from 'node:worker_threads'
import type { ParserReply, ParserRequest, ParserTasks } from './parser-worker.ts'

/** How long a task may take: twenty seconds, and one for each 100 kB. */
const patience = { atLeastMs: 20_000, msPerByte: 0.01 }

/** Heap of the thread, in MiB: a damaged file may ask for any. */
const heapMb = 2_048

// As source the worker is TypeScript, as built package JavaScript.
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './parser-worker.ts' : './parser-worker.js',
  import.meta.url,
)

// A program given as text (`node --input-type=module -e`) hands on an option that no thread started from a file
// accepts.
const inherited = process.execArgv.some(argument => argument.startsWith('--input-type')) ? { execArgv: [] } : {}

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
  let worker: Worker | undefined
  const end = async () => {
    const ended = worker
    worker = undefined
    await ended?.terminate()
  }
  return {
    close: end,
    run: async (task, input, { bytes, signal }) => {
      signal?.throwIfAborted()
      if (worker === undefined || isDead.has(worker)) worker = spawn()
      const current = worker
      current.ref()
      try {
        const reply = await replyOf(
          current,
          { task, input },
          { patienceMs: atLeastMs + bytes * patience.msPerByte, signal },
        )
        if ('failure' in reply) throw new Error(reply.failure)
        return reply.result as never
      } catch (cause) {
        if (isDead.has(current)) await end()
        throw cause
      } finally {
        // A thread that waits keeps no program from ending.
        worker?.unref()
      }
    },
  }
}

/** Threads that died, or were given up. */
const isDead = new WeakSet<Worker>()

function spawn(): Worker {
  const worker = new Worker(workerFile, {
    name: 'towerkit parser',
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
    ...inherited,
  })
  // It may die between two tasks, of what the last one left behind.
  return worker.on('error', () => isDead.add(worker)).on('exit', () => isDead.add(worker))
}

function replyOf(
  worker: Worker,
  request: ParserRequest,
  { patienceMs, signal }: { readonly patienceMs: number; readonly signal: AbortSignal | undefined },
): Promise<ParserReply> {
  return new Promise((resolve, reject) => {
    const settle = (then: () => void) => {
      clearInterval(clock)
      worker.off('message', onReply).off('error', giveUp).off('exit', onExit)
      signal?.removeEventListener('abort', onAbort)
      then()
    }
    const onReply = (reply: ParserReply) => settle(() => resolve(reply))
    const onExit = (code: number) => giveUp(new Error(`the parser died with exit code ${code}`))
    const giveUp = (cause: Error) =>
      settle(() => {
        isDead.add(worker)
        reject(cause)
      })
    const onAbort = () => giveUp(new Error('cancelled'))
    // Ticks, and not the time of day: those of a program that is suspended do not count.
    const tickMs = Math.min(1_000, patienceMs / 4)
    let ticks = 0
    const clock = setInterval(() => {
      if (++ticks * tickMs >= patienceMs)
        giveUp(new Error(`the parser did not end within ${Math.round(patienceMs / 1_000)} s`))
    }, tickMs)
    worker.on('message', onReply).on('error', giveUp).on('exit', onExit)
    signal?.addEventListener('abort', onAbort)
    worker.postMessage(request)
  })
}
