import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** A process that works once for each line that it gets, and answers with a line of JSON. */
export interface LineProcess<Answer> {
  /** The next answer, without asking for one. */
  answer(): Promise<Answer>
  /** Asks for the next piece of work. @param line What is asked. Default: an empty line. */
  ask(line?: string): Promise<Answer>
  stop(): Promise<void>
}

/** Starts a process that answers line by line, so that several can work in turns. */
export function lineProcess<Answer>(
  command: string,
  parameters: readonly string[],
  { stderr = 'inherit' }: { readonly stderr?: 'inherit' | 'ignore' } = {},
): LineProcess<Answer> {
  const child = spawn(command, parameters, { stdio: ['pipe', 'pipe', stderr] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`${command} ${parameters.join(' ')} ended before it answered`)
    return JSON.parse(value) as Answer
  }
  return {
    answer,
    ask: (line = '') => (child.stdin.write(`${line}\n`), answer()),
    async stop() {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}
