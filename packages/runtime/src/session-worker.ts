import { parentPort, workerData } from 'node:worker_threads'
import { throughGate } from './native-gate.ts'
import { createPlainSession } from './session.ts'
import type { Session } from './session-contract.ts'
import type { Fallback } from './session-options.ts'
import { sendError } from './worker-messages.ts'
import type { WorkerReply, WorkerRequest, WorkerStart } from './worker-messages.ts'

/** The thread that a session pool starts: one session, one run at a time. */
const port = parentPort!
const start = workerData as WorkerStart
const reply = (message: WorkerReply, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)

async function openSession({ model, externalData, options }: WorkerStart): Promise<Session> {
  const fallbacks: Fallback[] = []
  const source = typeof model === 'string' ? model : unshare(model)
  const session = await createPlainSession(source, {
    ...options,
    onFallback: fallback => fallbacks.push(fallback),
    externalData: Object.fromEntries(Object.entries(externalData).map(([path, data]) => [path, unshare(data)])),
  })
  if (typeof source !== 'string') giveBack(source)
  const { inputs, outputs, device } = session
  reply({ kind: 'ready', ready: { inputs, outputs, device, fallbacks } })
  return session
}

/** ONNX Runtime takes no shared memory; it copies what it needs and this copy goes. */
function unshare(bytes: SharedArrayBuffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new Uint8Array(bytes))
}

/** At once: an idle worker collects no garbage, and models are large. */
function giveBack({ buffer }: Uint8Array<ArrayBuffer>): void {
  ;(buffer as ArrayBuffer & { transfer(length: number): ArrayBuffer }).transfer(0)
}

async function answer(session: Session, { feeds, outputs }: WorkerRequest): Promise<void> {
  if (feeds === undefined) {
    await throughGate(start.gate, session.close)
    port.close()
    return
  }
  try {
    const tensors = await throughGate(start.gate, () => session.run(feeds, outputs === undefined ? {} : { outputs }))
    reply(
      { kind: 'done', tensors },
      Object.values(tensors).map(({ data }) => data.buffer as ArrayBuffer),
    )
  } catch (error) {
    reply({ kind: 'failed', error: sendError(error) })
  }
}

try {
  const session = await throughGate(start.gate, () => openSession(start))
  port.on('message', (request: WorkerRequest) => void answer(session, request))
} catch (error) {
  reply({ kind: 'failed', error: sendError(error) })
}
