/** Lets work that only reads run together, and work that writes run alone, in the order of the calls. */
export interface ReadWriteLock {
  read<Result>(work: () => Promise<Result>): Promise<Result>
  write<Result>(work: () => Promise<Result>): Promise<Result>
}

/** A lock around memory that a search reads while it waits in between. */
export function readWriteLock(): ReadWriteLock {
  let lastWrite: Promise<unknown> = Promise.resolve()
  let reads = new Set<Promise<unknown>>()
  return {
    read(work) {
      const before = lastWrite
      const result = before.then(work)
      const settled = result.then(
        () => {},
        () => {},
      )
      const running = reads
      running.add(settled)
      void settled.then(() => running.delete(settled))
      return result
    },
    write(work) {
      const result = Promise.all([lastWrite, ...reads]).then(work)
      reads = new Set()
      lastWrite = result.then(
        () => {},
        () => {},
      )
      return result
    },
  }
}
