/**
 * A lock that keeps a thread from being ended inside ONNX Runtime.
 *
 * When Node ends a worker thread whose native code is still running, as `process.exit` does, that code comes back to an
 * engine that refuses every call, throws, and aborts the whole process. So a worker enters the gate before native work
 * and leaves it afterwards, and the main thread closes the gate before the process exits.
 */
export type NativeGate = Int32Array<SharedArrayBuffer>

const open = 0
const entered = 1
const closed = 2

/** Longest time that a process waits for native work before it exits all the same. */
const patienceMs = 60_000

/** The gates of the workers that live, closed in order when the process exits. */
const gates = new Set<NativeGate>()

/**
 * Makes an open gate, which is closed when the process exits. Call in the main thread, and `dropGate` when the worker
 * has ended.
 */
export function createGate(): NativeGate {
  if (gates.size === 0) process.on('exit', closeGates)
  const gate = new Int32Array(new SharedArrayBuffer(4))
  gates.add(gate)
  return gate
}

/** Forgets the gate of a worker that has ended. */
export function dropGate(gate: NativeGate): void {
  if (gates.delete(gate) && gates.size === 0) process.off('exit', closeGates)
}

/** Runs native work inside the gate; never settles once the gate is closed. Call in the worker. */
export async function throughGate<Result>(gate: NativeGate, work: () => Promise<Result>): Promise<Result> {
  if (Atomics.compareExchange(gate, 0, open, entered) === closed) return new Promise(() => {})
  try {
    return await work()
  } finally {
    Atomics.store(gate, 0, open)
    Atomics.notify(gate, 0)
  }
}

function closeGates(): void {
  for (const gate of gates) {
    while (Atomics.compareExchange(gate, 0, open, closed) === entered) {
      if (Atomics.wait(gate, 0, entered, patienceMs) === 'timed-out') break
    }
  }
}
