/**
 * Says what a long command is doing, on standard error: one line that is redrawn on a terminal, some lines elsewhere.
 */
export interface Progress {
  /** Begins a stage. */
  stage(name: string): void
  /** Tells how far the stage is. @param share 0 to 1, or undefined where no one knows. */
  update(share: number | undefined, text: string): void
  /** Ends the stage with what it gave. */
  done(text: string): void
}

/** Time between two lines where standard error is no terminal. */
const quietMs = 10_000
const barWidth = 24

/** A progress display on a stream. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  let name = ''
  let started = 0
  let lastLine = 0
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`
  return {
    stage(next) {
      name = next
      started = lastLine = performance.now()
      if (stream.isTTY) stream.write(`${name} ...`)
    },
    update(share, text) {
      if (!stream.isTTY) {
        if (performance.now() - lastLine < quietMs) return
        lastLine = performance.now()
        stream.write(`${name}: ${share === undefined ? '' : `${Math.round(100 * share)} %, `}${text}\n`)
        return
      }
      const filled = Math.round(barWidth * (share ?? 0))
      const bar = share === undefined ? '' : ` [${'='.repeat(filled)}${' '.repeat(barWidth - filled)}]`
      stream.write(`\r\x1b[K${name}${bar} ${text}`)
    },
    done(text) {
      stream.write(`${stream.isTTY ? '\r\x1b[K' : ''}${name}: ${text} (${seconds()})\n`)
    },
  }
}
