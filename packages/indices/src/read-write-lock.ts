/** Lets readers run together and each writer run by itself, in the order of the calls. */
export interface ReadWriteLock {
  read<Result>(work: () => Promise<Result>): Promise<Result>
  write<Result>(work: () => Promise<Result>): Promise<Result>
}

/**
 * A lock around memory that a search reads while it waits in between.
 *
 * Writes that wait for the same reads are done in one go, and a read that comes meanwhile waits for all of them: with a
 * thousand changes a second a search waits for one round of changes, not for each change that was called before it.
 */
export function readWriteLock(): ReadWriteLock {
  let reading = 0
  let isWriting = false
  let writes: (() => Promise<void>)[] = []
  /** Reads that wait until so many writes are done. */
  let reads: { readonly after: number; start(): void }[] = []
  let called = 0
  let done = 0

  async function runWrites(): Promise<void> {
    isWriting = true
    // Those that come meanwhile wait for the reads that wait for these.
    const round = writes
    writes = []
    for (const write of round) await write()
    done += round.length
    isWriting = false
    const ready = reads.filter(({ after }) => after <= done)
    reads = reads.filter(({ after }) => after > done)
    for (const { start } of ready) start()
    next()
  }

  function next(): void {
    if (reading === 0 && !isWriting && writes.length > 0) void runWrites()
  }

  function settled<Result>(work: () => Promise<Result>, after: () => void): Promise<Result> {
    return new Promise<Result>(resolve => resolve(work())).finally(after)
  }

  return {
    read(work) {
      return new Promise((resolve, reject) => {
        const start = () => {
          reading++
          settled(work, () => {
            reading--
            next()
          }).then(resolve, reject)
        }
        if (isWriting || writes.length > 0) reads.push({ after: called, start })
        else start()
      })
    },
    write(work) {
      return new Promise((resolve, reject) => {
        called++
        writes.push(() => settled(work, () => {}).then(resolve, reject))
        next()
      })
    },
  }
}
