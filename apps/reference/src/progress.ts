/**
 * Says what a long command is doing, on standard error: one line that is redrawn on a terminal, some lines elsewhere.
 */
export interface Progress {
  /** Begins a stage. */
  stage(name: string): void
  /** Tells how far the stage is. @param share 0 to 1, or undefined if no one knows. */
  update(share: number | undefined, text: string): void
  /** Ends the stage with what it gave. */
  done(text: string): void
}

/** Longest time without a line where standard error is no terminal, and without a sign of life on one. */
const quietMs = 9000
const barWidth = 24

/** A progress display on a stream. While a stage has nothing new to tell, it says that it goes on. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  let name = ''
  let started = 0
  let lastLine = 0
  let last: { readonly share: number | undefined; readonly text: string } = { share: undefined, text: '' }
  let timer: NodeJS.Timeout | undefined
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`
  const line = ({ share, text }: typeof last) =>
    [...(share === undefined ? [] : [`${Math.round(100 * share)} %`]), ...(text === '' ? [] : [text])].join(', ')
  const stillWorking = () => {
    if (performance.now() - lastLine < quietMs) return
    lastLine = performance.now()
    const text = [line(last), `working for ${seconds()}`].filter(part => part !== '').join('; ')
    stream.write(stream.isTTY ? `\r\x1b[K${name} ${text}` : `${name}: ${text}\n`)
  }
  return {
    stage(next) {
      name = next
      last = { share: undefined, text: '' }
      started = lastLine = performance.now()
      clearInterval(timer)
      timer = setInterval(stillWorking, 1000)
      timer.unref()
      if (stream.isTTY) stream.write(`${name} ...`)
    },
    update(share, text) {
      last = { share, text }
      if (!stream.isTTY) {
        if (performance.now() - lastLine < quietMs) return
        lastLine = performance.now()
        stream.write(`${name}: ${line(last)}\n`)
        return
      }
      lastLine = performance.now()
      const filled = Math.round(barWidth * (share ?? 0))
      const bar = share === undefined ? '' : ` [${'='.repeat(filled)}${' '.repeat(barWidth - filled)}]`
      stream.write(`\r\x1b[K${name}${bar} ${text}`)
    },
    done(text) {
      clearInterval(timer)
      stream.write(`${stream.isTTY ? '\r\x1b[K' : ''}${name}: ${text} (${seconds()})\n`)
    },
  }
}
