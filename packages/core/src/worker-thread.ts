import { Worker } from 'node:worker_threads'
import { requireKnownOptions } from './require-known-options.ts'
import { WorkerError } from './errors/worker-error.ts'

/** How a thread starts. */
export interface WorkerThreadOptions {
  /** Name of the thread in debuggers and in messages. */
  readonly name: string
  /** What the thread reads as `workerData`. Default: nothing. */
  readonly data?: unknown
  /** Largest heap of the thread, in MiB. Default: Node's own limit. */
  readonly memoryMb?: number
}

/** How a thread ended. */
export interface ThreadEnd {
  readonly exitCode: number
  /** The uncaught error that ended the thread, if there was one. */
  readonly cause: unknown
}

/**
 * A thread that answers requests one at a time. It keeps the process alive only while an answer is awaited, or while it
 * ends.
 */
export interface WorkerThread<Request, Reply> {
  readonly isAlive: boolean
  /** Resolves when the thread has ended, for whatever reason. Never rejects. */
  readonly ended: Promise<ThreadEnd>
  /**
   * Sends a request and waits for its answer. Wait for one answer before the next request.
   *
   * @param transfer Memory that is handed over, not copied. Default: none.
   * @throws {WorkerError} if the thread ends before it answers.
   */
  ask(request: Request, transfer?: readonly ArrayBuffer[]): Promise<Reply>
  /**
   * Waits for a message that the thread sends by itself, such as the first one.
   *
   * @throws {WorkerError} if the thread ends before it sends one.
   */
  receive(): Promise<Reply>
  /** Sends a last request, after which the thread ends by itself, and waits for that. */
  finish(request: Request): Promise<void>
  /** Ends the thread at once, even if it is busy. */
  terminate(): Promise<void>
}

// A program given as text (`node --input-type=module -e`) hands on an option that no thread started from a file
// accepts.
const inherited = process.execArgv.some(argument => argument.startsWith('--input-type'))
  ? { execArgv: process.execArgv.filter(argument => argument.startsWith('--conditions=')) }
  : {}

/**
 * Starts a thread from a file next to the calling module.
 *
 * @param file Path of its source from that module, such as './my-worker.ts'; in a built package './my-worker.js' is
 *   taken.
 * @param base `import.meta.url` of that module.
 *
 * @example
 * const thread = workerThread<string, number>('./count-worker.ts', import.meta.url, { name: 'my counter' })
 * const words = await thread.ask('how many words are these?')
 * await thread.terminate()
 */
export function workerThread<Request, Reply>(
  file: string,
  base: string,
  options: WorkerThreadOptions,
): WorkerThread<Request, Reply> {
  const { name, data, memoryMb } = requireKnownOptions('workerThread', options, {
    name: true,
    data: true,
    memoryMb: true,
  })
  const worker = new Worker(new URL(base.endsWith('.ts') ? file : file.replace(/\.ts$/, '.js'), base), {
    name,
    workerData: data,
    ...(memoryMb !== undefined && { resourceLimits: { maxOldGenerationSizeMb: memoryMb } }),
    ...inherited,
  })
  let waiting: { resolve(reply: Reply): void; reject(error: WorkerError): void } | undefined
  let isAlive = true
  let isFinishing = false
  let cause: unknown
  // A thread that nobody waits for does not keep the process alive.
  worker.unref()
  worker.on('message', (reply: Reply) => {
    if (!isFinishing) worker.unref()
    const asked = waiting
    waiting = undefined
    asked?.resolve(reply)
  })
  worker.on('error', error => {
    cause = isLeftBehind(error, file) ? bundled(name, error) : error
  })
  const ended = new Promise<ThreadEnd>(resolve =>
    worker.on('exit', exitCode => {
      isAlive = false
      waiting?.reject(endError(name, { exitCode, cause }))
      waiting = undefined
      resolve({ exitCode, cause })
    }),
  )

  async function receive(): Promise<Reply> {
    if (!isAlive) throw endError(name, await ended)
    worker.ref()
    return new Promise<Reply>((resolve, reject) => {
      waiting = { resolve, reject }
    })
  }

  return {
    get isAlive() {
      return isAlive
    },
    ended,
    receive,
    async ask(request, transfer = []) {
      // First, because it throws where something cannot be sent.
      if (isAlive) worker.postMessage(request, transfer)
      return receive()
    },
    async finish(request) {
      isFinishing = true
      worker.ref()
      worker.postMessage(request)
      // Deno does not end a thread whose port is closed.
      if ('Deno' in globalThis) await Promise.race([ended, later(1000).then(() => worker.terminate())])
      else await ended
    },
    async terminate() {
      await worker.terminate()
    },
  }
}

function later(milliseconds: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, milliseconds)
  })
}

/** True if the thread's own file is not there, as after bundling: a bundler takes the modules only. */
function isLeftBehind(error: unknown, file: string): boolean {
  const { code, message } = error as { readonly code?: string; readonly message?: string }
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/\.ts$/, '')
  return /MODULE_NOT_FOUND$/.test(code ?? '') && (message ?? '').includes(name)
}

function bundled(name: string, cause: unknown): WorkerError {
  return new WorkerError(
    `${name}: the file of its thread is not beside the program, as if a bundler had left it behind. Keep the ` +
      'packages ' +
      'of Towerkit outside the bundle (external: "@towerkit/*").',
    { cause },
  )
}

function endError(name: string, { exitCode, cause }: ThreadEnd): WorkerError {
  const why = cause === undefined ? '' : `: ${String(cause)}`
  return new WorkerError(`${name}: the thread ended with exit code ${exitCode}${why}. Start another one.`, {
    cause,
    exitCode,
  })
}
